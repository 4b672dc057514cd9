import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { sql } from 'kysely';
import { admitOperators } from '../../runtime/http/operator.ts';
import { addProjectionRoutes } from '../../runtime/http/projection-routes.ts';
import type { Database } from '../../runtime/store/database.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { runCli } from '../support/run-cli.ts';
import { Add, Open } from '../support/toy-machine.ts';
import { startToyService, type ToyService } from '../support/toy-service.ts';
import { createToyTotals, toyTotals } from '../support/toy-totals.ts';
import { waitFor } from '../support/wait-for.ts';
import { type StartedServer, startServer } from '../unit/http/start-server.ts';
import { clearToys, rowsOf } from './runtime/toy-database.ts';

const token = 'adas-secret-token';

describe('projections on the command line', { timeout: 300_000 }, () => {
  let database: Database;
  let toys: ToyService;
  let started: StartedServer;
  before(async () => {
    database = await newPGlite();
    await clearToys(database);
    await createToyTotals(database);
    toys = await startToyService(database, { projections: [toyTotals] });
    started = await startServer((server) => {
      admitOperators(server, { operatorTokens: new Map([[token, 'ada']]), host: '0.0.0.0' });
      addProjectionRoutes(server, [toys.service]);
    });
    await toys.submit(Open, { id: 'a' });
    await toys.submit(Add, { id: 'a', by: 7 });
    await waitFor('the facts to be projected', async () => (await totals())[0]?.version === 2);
  });
  beforeEach(async () => {
    await sql`update ${sql.table('order.toy_totals')} set total = 7`.execute(database);
  });
  after(async () => {
    await started.server.close();
    await toys.close();
    await database.destroy();
  });
  const totals = () => rowsOf<{ version: number; total: number }>(database, 'toy_totals', 'stream_id');
  const cli = (...words: readonly string[]) =>
    runCli(['projections', ...words], { ORDERS_URL: started.url, OPERATOR_TOKEN: token });

  it('are listed', async () => {
    const { code, out, err } = await cli('list');
    assert.equal(code, 0, err);
    assert.match(out, /^PROJECTION +SERVICE +POSITION +BESIDE IT +TABLES/);
    assert.match(out, /^toy-totals +order +\d+ +nothing +toy_totals/m);
  });

  it('are compared with what the log says', async () => {
    const { code, out, err } = await cli('verify');
    assert.deepEqual([code, out], [0, 'toy-totals: nothing differs\n'], err);
    await sql`update ${sql.table('order.toy_totals')} set total = 8`.execute(database);
    const differing = await cli('verify', 'toy-totals');
    assert.equal(differing.code, 1);
    assert.equal(
      differing.out,
      [
        'toy_totals, only live: {"total":8,"version":2,"stream_id":"toy-a"}',
        'toy_totals, only rebuilt: {"total":7,"version":2,"stream_id":"toy-a"}',
        'toy-totals: 2 rows differ\n',
      ].join('\n'),
    );
    const lines = (await cli('verify', '--json')).out.trim().split('\n');
    assert.deepEqual(JSON.parse(lines[0] ?? ''), {
      projection: 'toy-totals',
      table: 'toy_totals',
      onlyIn: 'live',
      row: { stream_id: 'toy-a', total: 8, version: 2 },
    });
    assert.deepEqual(JSON.parse(lines[2] ?? ''), { projection: 'toy-totals', rows: 2 });
  });

  it('are rebuilt', async () => {
    await sql`update ${sql.table('order.toy_totals')} set total = 8`.execute(database);
    const { code, out, err } = await cli('rebuild', 'toy-totals');
    assert.deepEqual([code, out], [0, 'toy-totals is rebuilt from the log: 2 events in this run.\n'], err);
    assert.deepEqual((await totals())[0]?.total, 7);
    assert.equal((await cli('verify')).code, 0);
  });

  it('must exist, and an operator must ask', async () => {
    const unknown = await cli('rebuild', 'toys');
    assert.deepEqual([unknown.code, /projection\/not-here/.test(unknown.err)], [1, true], unknown.err);
    const stranger = await cli('rebuild', 'toy-totals', '--token', 'wrong');
    assert.deepEqual([stranger.code, /operator\/unauthorized/.test(stranger.err)], [1, true]);
  });
});
