import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import { compareProjection } from '../../../runtime/projection/compare-projection.ts';
import { projectBatch, projectionBatch } from '../../../runtime/projection/project-batch.ts';
import type { Projection } from '../../../runtime/projection/projection.ts';
import { liveModel } from '../../../runtime/projection/read-model.ts';
import { rebuildProjection } from '../../../runtime/projection/rebuild-projection.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { toyMessageTypes } from '../../support/toy-definition.ts';
import { Add, Open } from '../../support/toy-machine.ts';
import { startToyService } from '../../support/toy-service.ts';
import { createToyTotals, toyTotals } from '../../support/toy-totals.ts';
import { waitFor } from '../../support/wait-for.ts';
import { countOf, rowsOf } from './toy-database.ts';

const atOnce = () => true;
const never = () => false;

/** How read models are made anew beside themselves. */
export const rebuildContract = (given: () => Database): void => {
  describe('rebuilds', () => {
    let database: Database;
    before(() => {
      database = given();
    });
    beforeEach(async () => {
      await createToyTotals(database);
      for (const purpose of ['rebuild', 'verify'])
        await sql`drop table if exists ${sql.table(`order.toy_totals_${purpose}`)}`.execute(database);
    });

    const model = (projection: Projection = toyTotals) => liveModel('order', projection, toyMessageTypes);
    const rebuild = async (isOver: () => boolean, projection?: Projection) =>
      rebuildProjection(database, model(projection), isOver);
    const rebuildWhole = async () => {
      while (!(await rebuild(never)).switched);
    };
    const compare = (projection?: Projection) => compareProjection(database, model(projection), never);
    const totals = () => rowsOf<{ stream_id: string; total: number }>(database, 'toy_totals', 'stream_id');
    const copies = async () => {
      const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.tables
        where table_schema = 'order' and table_name like 'toy\\_totals\\_%'`.execute(database);
      return rows.map(({ name }) => name);
    };
    /** A log of 3 toys and as many facts each. */
    const fill = async (facts: number) => {
      const toys = await startToyService(database);
      const ids = ['a', 'b', 'c'];
      await Promise.all(ids.map((id) => toys.submit(Open, { id })));
      await Promise.all(
        ids.flatMap((id) => Array.from({ length: facts - 1 }, () => toys.submit(Add, { id, by: 1 }))),
      );
      await toys.close();
      while (
        (await countOf(database, 'events')) > 0 &&
        (await projectBatch(database, 'order', toyTotals, toyMessageTypes))
      );
      await waitFor('the log to be projected', async () => {
        await projectBatch(database, 'order', toyTotals, toyMessageTypes);
        return (await totals()).reduce((sum, { total }) => sum + total, 0) === 3 * (facts - 1);
      });
    };

    test('a read model that is wrong is right afterwards, and nothing is left beside it', async () => {
      await fill(5);
      const right = await totals();
      await sql`update ${sql.table('order.toy_totals')} set total = 99 where stream_id = 'toy-b'`.execute(
        database,
      );
      await sql`delete from ${sql.table('order.toy_totals')} where stream_id = 'toy-c'`.execute(database);
      await rebuildWhole();
      assert.deepEqual(await totals(), right);
      assert.deepEqual(await copies(), []);
      const { rows } = await sql`select projection from ${sql.table('order.checkpoints')}`.execute(database);
      assert.deepEqual(rows, [{ projection: 'toy-totals' }]);
    });

    test('the planner knows the tables from the switch on', async () => {
      await fill(5);
      await rebuildWhole();
      const { rows } = await sql<{ known: number }>`
        select reltuples::integer as known from pg_class
          where oid = ${'"order".toy_totals'}::regclass`.execute(database);
      assert.deepEqual(rows, [{ known: 3 }]);
    });

    test('it goes on where it was broken off, each event once, while what is read stays as it was', async () => {
      // Three events each: one batch and a half.
      await fill(projectionBatch / 2);
      const before = await totals();
      let seen = 0;
      let failsAfter = 1;
      const counting: Projection = {
        ...toyTotals,
        project: async (transaction, events, table) => {
          await toyTotals.project(transaction, events, table);
          if (seen > 0 && failsAfter-- > 0) throw new Error('after the rows were written');
          seen += events.length;
        },
      };
      const first = await rebuild(atOnce, counting);
      assert.deepEqual([first.events, first.switched], [projectionBatch, false]);
      assert.ok(first.position < first.live);
      await assert.rejects(rebuild(never, counting), /after the rows/);
      assert.deepEqual(await totals(), before);
      assert.deepEqual(await copies(), ['toy_totals_rebuild']);
      const last = await rebuild(never, counting);
      assert.deepEqual([last.events, last.position === last.live], [projectionBatch / 2, true]);
      assert.equal(seen, projectionBatch * 1.5);
      while (!(await rebuild(never, counting)).switched);
      assert.deepEqual(await totals(), before);
    });

    test('a service writes and readers read meanwhile: they never see less than before', async () => {
      const toysStored = projectionBatch / 2;
      await fill(toysStored);
      const toys = await startToyService(database, { projections: [toyTotals] });
      const stopping = new AbortController();
      let least = (await totals()).reduce((sum, { total }) => sum + total, 0);
      const read = async () => {
        let readings = 0;
        while (!stopping.signal.aborted) {
          const rows = await totals();
          const sum = rows.reduce((all, { total }) => all + total, 0);
          assert.equal(rows.length, 3);
          assert.ok(sum >= least, `${sum} after ${least}`);
          least = sum;
          readings += 1;
        }
        return readings;
      };
      let written = 0;
      const write = async () => {
        while (!stopping.signal.aborted) {
          await toys.submit(Add, { id: 'b', by: 1 });
          written += 1;
        }
      };
      const busy = Promise.all([read(), write()]);
      for (let round = 0; round < 3; round += 1) await rebuildWhole();
      stopping.abort();
      const [readings] = await busy;
      assert.ok(readings > 3 && written > 3, `${readings} readings, ${written} writings`);
      await waitFor('all that was written', async () => {
        const rows = await totals();
        return rows.reduce((sum, { total }) => sum + total, 0) === 3 * (toysStored - 1) + written;
      });
      assert.deepEqual(await compare().then(({ found }) => found), { rows: 0, differences: [] });
      await toys.close();
    });

    test('a comparison tells the rows that differ, on either side, and leaves nothing', async () => {
      await fill(3);
      assert.deepEqual((await compare()).found, { rows: 0, differences: [] });
      await sql`update ${sql.table('order.toy_totals')} set total = 99 where stream_id = 'toy-b'`.execute(
        database,
      );
      const { found } = await compare();
      assert.deepEqual(found, {
        rows: 2,
        differences: [
          { table: 'toy_totals', onlyIn: 'live', row: { stream_id: 'toy-b', total: 99, version: 3 } },
          { table: 'toy_totals', onlyIn: 'rebuilt', row: { stream_id: 'toy-b', total: 2, version: 3 } },
        ],
      });
      assert.deepEqual(await copies(), []);
    });

    test('a copy from before a migration is made anew', async () => {
      await fill(200);
      const { switched } = await rebuild(atOnce);
      assert.equal(switched, false);
      await sql`alter table ${sql.table('order.toy_totals')} add column note text`.execute(database);
      const noting: Projection = {
        ...toyTotals,
        project: async (transaction, events, table) => {
          await toyTotals.project(transaction, events, table);
          await sql`update ${table('toy_totals')} set note = 'new'`.execute(transaction);
        },
      };
      while (!(await rebuild(never, noting)).switched);
      assert.deepEqual(
        (await rowsOf<{ note: string }>(database, 'toy_totals', 'stream_id')).map(({ note }) => note),
        ['new', 'new', 'new'],
      );
    });
  });
};
