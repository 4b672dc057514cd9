import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type RawBuilder, sql } from 'kysely';
import { assign, emit } from 'xstate';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { systemClock } from '../../runtime/clock.ts';
import { admitOperators } from '../../runtime/http/operator.ts';
import { addVerificationRoutes } from '../../runtime/http/verification-routes.ts';
import type { Database } from '../../runtime/store/database.ts';
import { type Verified, verifyStreams } from '../../runtime/verify/verify-streams.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { runCli } from '../support/run-cli.ts';
import { toyDefinition } from '../support/toy-definition.ts';
import { Add, Arm, Close, Open, toyMachine } from '../support/toy-machine.ts';
import { startToyService, type ToyService } from '../support/toy-service.ts';
import { type StartedServer, startServer } from '../unit/http/start-server.ts';
import { clearToys } from './runtime/toy-database.ts';

const token = 'adas-secret-token';
const never = new AbortController().signal;

describe('verification', { timeout: 500_000 }, () => {
  let database: Database;
  let toys: ToyService;
  let started: StartedServer;
  let folder: string;
  before(async () => {
    database = await newPGlite();
    // No timer goes off on the way.
    toys = await startToyService(database, { clock: systemClock });
    started = await startServer((server) => {
      admitOperators(server, { operatorTokens: new Map([[token, 'ada']]), host: '0.0.0.0' });
      addVerificationRoutes(server, [toys.service]);
    });
    folder = await mkdtemp(join(tmpdir(), 'verification-'));
  });
  beforeEach(async () => {
    await clearToys(database);
    for (const [id, by] of [
      ['a', 1],
      ['b', 5],
      ['c', 7],
    ] as const) {
      await toys.submit(Open, { id });
      await toys.submit(Add, { id, by });
      await toys.submit(Arm, { id });
    }
    await toys.submit(Open, { id: 'd' });
    await toys.submit(Close, { id: 'd' });
    // It refused all that it was sent: it has a row and no facts.
    await toys.send(Add, { id: 'e', by: 1 });
  });
  after(async () => {
    await started.server.close();
    await toys.close();
    await database.destroy();
    await rm(folder, { recursive: true });
  });
  const verify = (service: Partial<Verified> = {}) =>
    verifyStreams({ ...toys.service, ...service }, '', 100, never);
  const found = async (service: Partial<Verified> = {}) =>
    (await verify(service)).differences.map(
      ({ streamId, version, kind, message }) => `${streamId} ${version} ${kind}: ${message}`,
    );
  const change = (table: string, what: RawBuilder<unknown>) =>
    sql`update ${sql.table(`order.${table}`)} set ${what} where stream_id = 'toy-b'`.execute(database);
  const cli = (...words: readonly string[]) =>
    runCli(['verify', ...words], { ORDERS_URL: started.url, OPERATOR_TOKEN: token });

  it('finds nothing where everything is as it was recorded, with snapshots and without', async () => {
    const { differences, facts, last } = await verify();
    assert.deepEqual([differences, facts, last], [[], 11, undefined]);
    await sql`update ${sql.table('order.actors')} set snapshot = null`.execute(database);
    assert.deepEqual(await found(), []);
  });

  it('finds the streams that a changed guard betrays, and no others', async () => {
    const changed = toyMachine.provide({
      guards: { canAdd: ({ event }) => event.type === 'Added' && event.by !== 5 },
    });
    const definition = { ...toyDefinition(), machines: [durableMachine(changed)] };
    assert.deepEqual(await found({ definitionOf: () => definition }), [
      'toy-b 2 fact: toy version 1 does not take Added in open',
    ]);
  });

  it('finds what another message and another delay do to them', async () => {
    const machineOf = (parts: Parameters<typeof toyMachine.provide>[0]) => ({
      ...toyDefinition(),
      machines: [durableMachine(toyMachine.provide(parts))],
    });
    const other = machineOf({ actions: { publishCount: emit({ type: 'Counted', count: 0 }) } });
    const lines = await found({ definitionOf: () => other });
    assert.equal(lines.length, 3);
    assert.equal(lines[0], 'toy-a 2 emitted: Added in open emits Counted.count as 0, recorded is 1');
    const [silence] = await found({
      definitionOf: () => machineOf({ actions: { publishCount: assign({}) } }),
    });
    assert.equal(silence, 'toy-a 2 emitted: Added in open emits nothing, recorded is Counted');
    const faster = machineOf({ delays: { aMinute: 59_000 } });
    const kinds = (await verify({ definitionOf: () => faster })).differences.map(({ kind }) => kind);
    assert.deepEqual(kinds, ['snapshot', 'timers', 'snapshot', 'timers', 'snapshot', 'timers']);
  });

  const planted: readonly (readonly [string, string, RawBuilder<unknown>, RegExp])[] = [
    [
      'a snapshot that is no fold',
      'actors',
      sql`snapshot = jsonb_set(snapshot::jsonb, '{context,count}', '6')`,
      /^toy-b 3 snapshot: snapshot\.context\.count is 6, the stream folds to 5$/,
    ],
    ['a snapshot that is no object', 'actors', sql`snapshot = '7'`, /^toy-b 3 snapshot: snapshot is 7, /],
    [
      'a row in another state',
      'actors',
      sql`state = 'closed'`,
      /snapshot: state is "closed", the stream folds to "armed"$/,
    ],
    [
      'a row that is behind its log',
      'actors',
      sql`version = 2`,
      /^toy-b 3 stream: its log is at version 3, its row/,
    ],
    [
      'a row that is ahead of its log',
      'actors',
      sql`version = 4`,
      /^toy-b 4 stream: its row is at version 4, its log/,
    ],
    [
      'another recorded state',
      'events',
      sql`state = '"armed"'`,
      /^toy-b 1 state: Opened in new leads to open, re/,
    ],
    [
      'a machine that is not deployed',
      'events',
      sql`machine_version = 9`,
      /^toy-b 1 stream: .*version 9; deploy it/,
    ],
    [
      'a timer at another time',
      'timers',
      sql`due_at = due_at - interval '1 s'`,
      /^toy-b 3 timers: .* is due 2/,
    ],
    ['an unknown timer', 'timers', sql`timer_id = 'strange' || timer_id`, /^toy-b 3 timers: .* has no row$/],
    [
      'timers of nobody',
      'timers',
      sql`stream_id = 'toy-x'`,
      /^toy-x 0 timers: timer .* an actor that does not exist$/,
    ],
  ];
  for (const [what, table, columns, line] of planted)
    it(`finds ${what}`, async () => {
      await change(table, columns);
      const lines = await found();
      assert.ok(
        lines.some((each) => line.test(each)),
        lines.join('\n'),
      );
      assert.ok(lines.every((each) => /^toy-[bx] /.test(each)));
    });

  it('finds facts that are missing, and facts of nobody', async () => {
    await sql`delete from ${sql.table('order.events')} where stream_id = 'toy-b' and version = 2`.execute(
      database,
    );
    await sql`delete from ${sql.table('order.actors')} where stream_id = 'toy-d'`.execute(database);
    assert.deepEqual(await found(), [
      'toy-b 3 stream: version 3 follows version 1',
      'toy-d 2 stream: its log is at version 2, it has no row',
    ]);
  });

  it('takes page after page, and comes to the same', async () => {
    await change('actors', sql`snapshot = '7'`);
    const pages: string[] = [];
    let streams = 0;
    let after: string | undefined = '';
    while (after !== undefined) {
      const page: Awaited<ReturnType<typeof verify>> = await verifyStreams(toys.service, after, 1, never);
      pages.push(...page.differences.map(({ streamId }) => streamId));
      streams += page.streams;
      after = page.last;
    }
    assert.deepEqual([pages, streams], [['toy-b'], (await verify()).streams]);
  });

  it('is a command that fails where something differs, and tells it to people and machines', async () => {
    const well = await cli();
    assert.equal(well.code, 0, well.err);
    assert.match(well.out, /^order: \d streams with 11 facts, nothing differs\n$/);
    assert.match(well.err, /^order: \d of \d streams, \d+ a second, 0 differences$/m);
    await change('actors', sql`snapshot = jsonb_set(snapshot::jsonb, '{done}', 'true')`);
    const ill = await cli();
    assert.equal(ill.code, 1);
    assert.match(
      ill.out,
      /^toy-b version 3 \(snapshot\): snapshot\.done is true, the stream folds to false$/m,
    );
    assert.match(ill.err, /^1 differences were found\.$/m);
    const [difference, summary] = (await cli('--json')).out
      .split('\n')
      .map((line) => JSON.parse(line || 'null'));
    assert.deepEqual(
      [difference.service, difference.streamId, difference.kind],
      ['order', 'toy-b', 'snapshot'],
    );
    assert.equal(summary.differences, 1);
  });

  it('goes on where it was broken off, and still fails for what was found before', async () => {
    const file = join(folder, 'checkpoint.json');
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${started.url}/verification/order?limit=2`, { headers });
    const { next } = JSON.parse(await answer.text());
    await writeFile(
      file,
      JSON.stringify({ order: { streams: 2, facts: 6, differences: 1, done: false, next } }),
    );
    const { code, out } = await cli('--checkpoint', file);
    assert.equal(code, 1);
    assert.match(out, /^order: \d streams with 11 facts, 1 differences$/m);
    assert.deepEqual(await readdir(folder), []);

    assert.match((await cli('--service', 'nobody')).err, /None of these processes runs the service nobody/);
    await writeFile(file, '[1]');
    const strange = await cli('--checkpoint', file);
    assert.match(strange.err, /is no checkpoint of this command/);
    assert.equal(await readFile(file, 'utf8'), '[1]');
  });

  it('is for operators, and for services that are here', async () => {
    assert.equal((await fetch(`${started.url}/verification`)).status, 401);
    const elsewhere = await fetch(`${started.url}/verification/payment`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.match(await elsewhere.text(), /verification\/not-here/);
  });
});
