import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { systemClock } from '../../runtime/clock.ts';
import { addMigrationRoutes } from '../../runtime/http/migration-routes.ts';
import { admitOperators } from '../../runtime/http/operator.ts';
import { addWhatIfRoutes } from '../../runtime/http/what-if-routes.ts';
import type { Database } from '../../runtime/store/database.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { runCli } from '../support/run-cli.ts';
import { Add, Arm, Close, Open } from '../support/toy-machine.ts';
import { migrateToyV1ToV2, toyDefinitionV2 } from '../support/toy-machine-v2.ts';
import { startToyService, type ToyService } from '../support/toy-service.ts';
import { type StartedServer, startServer } from '../unit/http/start-server.ts';
import { clearToys } from './runtime/toy-database.ts';

const token = 'adas-secret-token';

describe('versions of a machine on the command line', { timeout: 500_000 }, () => {
  let database: Database;
  let toys: ToyService;
  let started: StartedServer;
  const definition = toyDefinitionV2({}, (place) =>
    place.context.count === 13 ? { kind: 'stays', reason: 'it is superstitious' } : migrateToyV1ToV2(place),
  );
  before(async () => {
    database = await newPGlite();
    toys = await startToyService(database, { clock: systemClock, definition });
    started = await startServer((server) => {
      admitOperators(server, { operatorTokens: new Map([[token, 'ada']]), host: '0.0.0.0' });
      addMigrationRoutes(server, [toys.service]);
      addWhatIfRoutes(server, [toys.service]);
    });
  });
  beforeEach(async () => {
    await clearToys(database);
    const old = await startToyService(database, { clock: systemClock });
    for (const id of ['a', 'b', 'c', 'd']) await old.submit(Open, { id });
    await old.submit(Arm, { id: 'b' });
    await old.submit(Add, { id: 'c', by: 13 });
    await old.submit(Close, { id: 'd' });
    await old.close();
  });
  after(async () => {
    await started.server.close();
    await toys.close();
    await database.destroy();
  });
  const cli = (...words: readonly string[]) =>
    runCli(words, { ORDERS_URL: started.url, OPERATOR_TOKEN: token });
  const versionOf = async (id: string) => (await toys.read(id))?.machineVersion;

  it('a dry run tells how many would be moved from where to where, and which cannot and why', async () => {
    const { code, out, err } = await cli(
      'machines',
      'migrate',
      'toy',
      '--from',
      '1',
      '--to',
      '2',
      '--dry-run',
    );
    assert.equal(code, 1, err);
    assert.equal(
      out.replaceAll(/ +$/gm, ''),
      [
        'ACTORS  FROM   TO',
        '1       open   open',
        '1       armed  armed.bell.silent + armed.lid.shut',
        '',
        'STAYS  IN    BECAUSE',
        'toy-c  open  it is superstitious (migration/refused)',
        '',
        'toy 1 → 2: 2 would be moved, 1 could not. Nothing was changed.',
        '',
      ].join('\n'),
    );
    assert.equal(await versionOf('a'), 1);
  });

  it('a migration moves them, and told again it has nothing left to move', async () => {
    const words = ['machines', 'migrate', 'toy', '--from', '1', '--to', '2', '--json'];
    const { code, out } = await cli(...words);
    const { moved, left, remaining } = JSON.parse(out);
    assert.deepEqual([code, moved.length, left.length, remaining], [1, 2, 1, 1]);
    assert.deepEqual(await Promise.all(['a', 'b', 'c', 'd'].map(versionOf)), [2, 2, 1, 1]);
    assert.deepEqual(JSON.parse((await cli(...words)).out).moved, []);
  });

  it('of many that cannot be moved the first are told by name, and all with --json', async () => {
    const old = await startToyService(database, { clock: systemClock });
    for (let next = 10; next < 31; next += 1) {
      await old.submit(Open, { id: `c${next}` });
      await old.submit(Add, { id: `c${next}`, by: 13 });
    }
    await old.close();
    const words = ['machines', 'migrate', 'toy', '--from', '1', '--to', '2', '--dry-run'];
    const { out } = await cli(...words);
    assert.equal(out.match(/^toy-c\d* +open +it is superstitious/gm)?.length, 20);
    assert.match(out, /^2 more stay; --json tells all\.$/m);
    assert.match(out, /^toy 1 → 2: 2 would be moved, 22 could not\./m);
    assert.equal(JSON.parse((await cli(...words, '--json')).out).left.length, 22);
  });

  it('a migration that nobody declared, an unknown machine and a stranger are refused', async () => {
    const wrong = await cli('machines', 'migrate', 'toy', '--from', '2', '--to', '1');
    assert.deepEqual([wrong.code, /machine\/no-migration/.test(wrong.err)], [1, true], wrong.err);
    const unknown = await cli('machines', 'migrate', 'bear', '--from', '1', '--to', '2');
    assert.deepEqual([unknown.code, /machine\/not-here/.test(unknown.err)], [1, true], unknown.err);
    const stranger = await cli('machines', 'migrate', 'toy', '--from', '1', '--to', '2', '--token', 'x');
    assert.deepEqual([stranger.code, /operator\/unauthorized/.test(stranger.err)], [1, true]);
    assert.equal((await cli('machines', 'migrate', 'toy', '--from', '1')).code, 2);
  });

  it('streams that would have gone another way on another version are found before they are moved', async () => {
    const { code, out, err } = await cli('verify', '--against', 'toy@2');
    assert.equal(code, 1, err);
    assert.match(out, /^STREAMS +KIND +AT +IN +FOR EXAMPLE/);
    assert.match(out, /^1 +state +Armed +open +toy-b version 2: Armed in open leads to \{"armed"/m);
    assert.match(out, /^4 streams with 7 facts on toy@2: 1 part ways\.$/m);
    const sampled = await cli('verify', '--against', 'toy@2', '--sample', '1', '--json');
    assert.ok(JSON.parse(sampled.out).streams < 4);
    const itself = await cli('verify', '--against', 'toy@1');
    assert.deepEqual([itself.code, itself.out], [0, '0 streams with 0 facts on toy@1: none parts ways.\n']);
    assert.equal((await cli('verify', '--against', 'toy')).code, 2);
    assert.equal((await cli('verify', '--sample', '3')).code, 2);
    assert.match((await cli('verify', '--against', 'toy@3')).err, /machine\/not-here/);
  });

  it('a stream that was migrated is compared with the state that the migration led to', async () => {
    await cli('machines', 'migrate', 'toy', '--from', '1', '--to', '2');
    const { out } = await cli('verify', '--against', 'toy@1', '--json');
    const { groups, partings } = JSON.parse(out);
    assert.equal(partings, 1);
    assert.deepEqual(
      [groups[0].streamId, groups[0].fact, groups[0].state, groups[0].version],
      ['toy-b', 'machine.migrated', 'armed', 3],
    );
  });
});
