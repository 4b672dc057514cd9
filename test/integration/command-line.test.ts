import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Database } from '../../runtime/store/database.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { adasToken, brittleToy, type OperatedToys, operateToys } from '../support/operated-toys.ts';
import { runCli } from '../support/run-cli.ts';
import { Add, Open, poisonousNumber } from '../support/toy-machine.ts';
import { waitFor } from '../support/wait-for.ts';
import { clearToys, countOf } from './runtime/toy-database.ts';

/** Where nobody listens any more. */
const silentUrl = async (): Promise<string> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port }: { port?: number } = Object(server.address());
  server.close();
  await once(server, 'close');
  return `http://127.0.0.1:${port}`;
};

describe('the command line', { timeout: 300_000 }, () => {
  let database: Database;
  let toys: OperatedToys;
  let mended = false;
  before(async () => {
    database = await newPGlite();
    toys = await operateToys(database, { definition: brittleToy(() => mended) });
  });
  beforeEach(async () => {
    mended = false;
    await clearToys(database);
  });
  after(async () => {
    await toys.close();
    await database.destroy();
  });

  const poison = async (...ids: readonly string[]) => {
    for (const id of ids) {
      await toys.send(Open, { id });
      await toys.send(Add, { id, by: poisonousNumber });
    }
    const { body } = await toys.call('GET', '/dead-letters');
    const found: readonly { id: string }[] = body.deadLetters;
    return found.map(({ id }) => id);
  };
  const run = (...words: readonly string[]) =>
    runCli(['dead-letters', ...words], { ORDERS_URL: toys.url, OPERATOR_TOKEN: adasToken });
  const countOfToy = async (id: string) => Object((await toys.read(id))?.context).count;

  it('lists and shows what is held, for people and for machines', async () => {
    const [id = ''] = await poison('a');
    await toys.send(Add, { id: 'a', by: 1 });
    const listed = await run('list');
    assert.equal(listed.code, 0, listed.err);
    assert.match(listed.out, /^ID +STATE +TYPE +ACTOR +CODE/);
    assert.match(listed.out, new RegExp(`^${id} +dead +Add +toy-a +toy/poisonous +1 `, 'm'));
    assert.match(listed.out, /^order-\d+ +parked/m);
    const dead = await run('list', '--state', 'dead', '--json');
    const { deadLetters } = JSON.parse(dead.out);
    assert.deepEqual(
      deadLetters.map((letter: { code: string }) => letter.code),
      ['toy/poisonous'],
    );
    assert.equal(dead.err, '');
    const shown = await run('show', deadLetters[0].id);
    for (const part of [/toy\/poisonous: The toy a/, /"by": 666/, /1 parked/, /"integer"/, /Stack/])
      assert.match(shown.out, part);
    const causes = await run('causes');
    assert.match(causes.out, /^1 +1 +order +toy\/poisonous +Add/m);
  });

  it('redrives one with new data from a file, and tells that it was handled', async () => {
    const [id = ''] = await poison('a');
    const folder = await mkdtemp(join(tmpdir(), 'payload-'));
    try {
      const file = join(folder, 'payload.json');
      await writeFile(file, JSON.stringify({ id: 'a', by: 5 }));
      const redriven = await run('redrive', id, '--reason', 'wrong number', '--payload', `@${file}`);
      assert.equal(redriven.code, 0, redriven.err);
      assert.match(redriven.out, new RegExp(`^${id}: 1 of 1 handled$`, 'm'));
    } finally {
      await rm(folder, { recursive: true });
    }
    assert.equal(await countOfToy('a'), 5);
  });

  it('redrives a group to its end; what fails again makes it exit with 1', async () => {
    await poison('a', 'b', 'c');
    const failed = await run('redrive', '--code', 'toy/poisonous', '--reason', 'hope', '--rate', '100');
    assert.equal(failed.code, 1);
    assert.match(failed.out, /0 of 3 handled, 3 failed again/);
    mended = true;
    const redriven = await run('redrive', '--all', '--reason', 'mended', '--json');
    assert.equal(redriven.code, 0, redriven.err);
    const { redrives } = JSON.parse(redriven.out);
    assert.deepEqual([redrives.length, redrives[0].succeeded, redrives[0].failed], [1, 3, 0]);
    assert.equal(redriven.err, '');
    assert.match((await run('redrive', '--all', '--reason', 'again')).out, /^Nothing to redrive\.$/m);
  });

  it('discards, and goes on with what waited behind', async () => {
    const [id = ''] = await poison('a');
    await toys.send(Add, { id: 'a', by: 4 });
    const discarded = await run('discard', id, '--reason', 'nobody needs it');
    assert.deepEqual([discarded.code, discarded.out], [0, `${id} is discarded.\n`]);
    await waitFor('nothing held', async () => (await countOf(database, 'held_messages')) === 0);
    assert.equal(await countOfToy('a'), 4);
    const again = await run('discard', id, '--reason', 'once more');
    assert.equal(again.code, 1);
    assert.match(again.err, /no held message .*dead-letter\/unknown/);
  });

  it('says what is wrong with data, a token or an address, and exits with 1', async () => {
    const [id = ''] = await poison('a');
    const invalid = await run('redrive', id, '--reason', 'x', '--payload', '{"id": "a", "by": "x"}');
    assert.equal(invalid.code, 1);
    assert.match(invalid.err, /payload\/by must be integer.*dead-letter\/invalid-payload/);
    const strange = await run('list', '--token', 'a-wrong-token');
    assert.equal(strange.code, 1);
    assert.match(strange.err, /--token.*operator\/unauthorized/);
    const url = await silentUrl();
    const silent = await run('list', '--url', url);
    assert.equal(silent.code, 1);
    assert.ok(silent.err.startsWith(`Nothing answers at ${url} (ECONNREFUSED)`), silent.err);
    assert.equal(invalid.out + strange.out + silent.out, '');
  });

  it('exits with 2 when it is called wrongly, before it asks anybody', async () => {
    const wrong: readonly (readonly string[])[] = [
      ['redrive', 'order-1'],
      ['redrive', '--reason', 'x'],
      ['redrive', 'order-1', '--all', '--reason', 'x'],
      ['redrive', '--all', '--payload', '{}', '--reason', 'x'],
      ['redrive', 'order-1', '--payload', '{', '--reason', 'x'],
      ['redrive', '--all', '--rate', '0', '--reason', 'x'],
      ['list', '--state', 'lost'],
      ['list', '--url', 'localhost'],
      ['bury'],
    ];
    for (const words of wrong) {
      const { code, out, err } = await run(...words);
      assert.deepEqual([code, out], [2, ''], words.join(' '));
      assert.match(err, /error: /, words.join(' '));
    }
    assert.equal((await run('--help')).code, 0);
  });

  it('asks several processes, and finds the one that an id belongs to', async () => {
    const [id = ''] = await poison('a');
    const silent = await silentUrl();
    const both = ['--url', toys.url, '--url', toys.url];
    const shown = await run('show', id, '--json', ...both);
    assert.equal(JSON.parse(shown.out).id, id);
    assert.equal((await run('show', 'payment-1', ...both)).code, 1);
    assert.equal((await run('list', ...both, '--url', silent)).code, 1);
  });
});
