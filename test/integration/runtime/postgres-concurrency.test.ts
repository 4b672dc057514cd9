// needs: postgres
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { migrations } from '../../../migrations/all-migrations.ts';
import { projectBatch } from '../../../runtime/projection/project-batch.ts';
import type { Projection } from '../../../runtime/projection/projection.ts';
import { type Database, openPostgres } from '../../../runtime/store/database.ts';
import { migrate } from '../../../runtime/store/migrate.ts';
import { migratedPostgres } from '../../support/migrated-postgres.ts';
import { createTestDatabase, type TestDatabase } from '../../support/test-database.ts';
import { toyMessageTypes } from '../../support/toy-definition.ts';
import { Add, Open } from '../../support/toy-machine.ts';
import { closeToyServices, startToyService, type ToyService } from '../../support/toy-service.ts';
import { createToyTotals, toyTotals } from '../../support/toy-totals.ts';
import { waitFor } from '../../support/wait-for.ts';
import { clearToys, countOf, rowsOf } from './toy-database.ts';

describe('several processes on one PostgreSQL', { timeout: 60_000 }, () => {
  let server: TestDatabase;
  let database: Database;
  before(async () => {
    server = await migratedPostgres();
    database = openPool(server.url);
  });
  beforeEach(() => clearToys(database));
  const pools: Database[] = [];
  const openPool = (url: string): Database => {
    const pool = openPostgres(url, 5, () => {});
    pools.push(pool);
    return pool;
  };
  after(async () => {
    await closeToyServices();
    await Promise.all(pools.map((pool) => pool.destroy()));
    await server.drop();
  });

  const insertEvent = (transaction: Database, toy: string) =>
    sql`
    insert into ${sql.table('order.events')} (stream_id, version, type, schema_version, data, machine_version, state,
        emitted, message_id, correlation_id, causation_id, traceparent, time)
      values (${toy}, 1, 'Added', 1, '{"by": 1}', 1, '"open"', '[]', ${toy}, '', '', '', now())`.execute(
      transaction,
    );

  test('two processes take every message of a storm exactly once, and versions have no gap', async () => {
    await createToyTotals(database);
    const services = await Promise.all(
      [1, 2].map(() => startToyService(openPool(server.url), { projections: [toyTotals] })),
    );
    const [one, two] = services;
    assert.ok(one && two);
    const toys = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(toys.map((id) => one.submit(Open, { id })));
    // Every message reaches both processes, as after a lost acknowledgement.
    const hammer = (service: ToyService) =>
      Promise.all(
        Array.from({ length: 500 }, (_, index) =>
          service.submit(Add, { id: toys[index % 5] ?? 'a', by: 1 }, `message ${index}`),
        ),
      );
    const outcomes = (await Promise.all([hammer(one), hammer(two)])).flat();
    const accepted = outcomes.filter(({ kind }) => kind === 'accepted');
    assert.equal(accepted.length, 500);
    assert.equal(outcomes.filter(({ kind }) => kind === 'duplicate').length, 500);

    const events = await rowsOf<{ stream_id: string; version: number }>(database, 'events', 'position');
    for (const id of toys) {
      const versions = events
        .filter(({ stream_id }) => stream_id === `toy-${id}`)
        .map(({ version }) => version);
      assert.deepEqual(
        versions,
        Array.from({ length: 101 }, (_, index) => index + 1),
      );
      assert.equal(Object((await two.read(id))?.context).count, 100);
    }
    await waitFor('an empty outbox', async () => (await countOf(database, 'outbox')) === 0);
    const published = [...one.published, ...two.published].map(({ messageId }) => messageId);
    assert.equal(new Set(published).size, 500);
    await waitFor('every event projected', async () => {
      const totals = await rowsOf<{ total: number }>(database, 'toy_totals', 'stream_id');
      return totals.length === 5 && totals.every(({ total }) => total === 100);
    });
    await Promise.all(services.map((service) => service.close()));
  });

  test('a projection waits for an event that commits late, and does not lose it', async () => {
    const seen: string[] = [];
    const watching: Projection = {
      name: 'watching',
      tables: [],
      project: async (_transaction, events) => {
        seen.push(...events.map(({ streamId }) => streamId));
      },
    };
    const project = () => projectBatch(database, 'order', watching, toyMessageTypes);
    await database.transaction().execute(async (late) => {
      await insertEvent(late, 'toy-late');
      await insertEvent(database, 'toy-early');
      assert.equal(await countOf(database, 'events'), 1);
      assert.equal(await project(), undefined);
    });
    await waitFor('both events projected', async () => {
      await project();
      return seen.length === 2;
    });
    assert.deepEqual(seen, ['toy-late', 'toy-early']);
  });

  test('five processes may migrate an empty database at once', async () => {
    const empty = await createTestDatabase();
    const processes = Array.from({ length: 5 }, () => openPool(empty.url));
    await Promise.all(processes.map((pool) => migrate(pool, migrations)));
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(
      processes[0] ?? database,
    );
    assert.deepEqual(
      rows.map(({ name }) => name),
      Object.keys(migrations),
    );
    await empty.drop();
  });
});
