import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { projectBatch, resetProjection } from '../../../runtime/projection/project-batch.ts';
import type { ProjectedEvent, Projection } from '../../../runtime/projection/projection.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { toyMessageTypes } from '../../support/toy-definition.ts';
import { Add, Open } from '../../support/toy-machine.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { createToyTotals, toyTotals } from '../../support/toy-totals.ts';
import { waitFor } from '../../support/wait-for.ts';
import { rowsOf } from './toy-database.ts';

/** How read models follow the log of a database. */
export const projectionContract = (given: () => Database): void => {
  describe('projections', () => {
    let database: Database;
    before(() => {
      database = given();
    });
    beforeEach(() => createToyTotals(database));

    const totals = () => rowsOf<object>(database, 'toy_totals', 'stream_id');
    const play = async (toys: ToyService) => {
      await Promise.all(['a', 'b'].map((id) => toys.submit(Open, { id })));
      await Promise.all(
        Array.from({ length: 20 }, (_, by) => toys.submit(Add, { id: by % 2 ? 'a' : 'b', by: by + 1 })),
      );
    };
    const expected = [
      { stream_id: 'toy-a', total: 110, version: 11 },
      { stream_id: 'toy-b', total: 100, version: 11 },
    ];
    const projected = () =>
      waitFor('every event projected', async () => {
        const rows = await totals();
        return rows.length === 2 && rows.every((row) => Object(row).version === 11) && rows;
      });

    test('a read model follows what is committed', async () => {
      const toys = await startToyService(database, { projections: [toyTotals] });
      await play(toys);
      assert.deepEqual(await projected(), expected);
      await toys.close();
    });

    test('rows and checkpoint move together: a failure after writing counts nothing twice', async () => {
      let failures = 3;
      const unlucky: Projection = {
        ...toyTotals,
        project: async (transaction, events, table) => {
          await toyTotals.project(transaction, events, table);
          failures -= 1;
          if (failures >= 0) throw new Error('after the rows were written');
        },
      };
      const toys = await startToyService(database, { projections: [unlucky] });
      await play(toys);
      assert.deepEqual(await projected(), expected);
      assert.ok(failures < 0);
      await toys.close();
    });

    test('a read model goes on where it stopped', async () => {
      const toys = await startToyService(database, { projections: [toyTotals] });
      await toys.submit(Open, { id: 'a' });
      await waitFor('the first event projected', async () => (await totals()).length === 1);
      await toys.close();
      const seen: ProjectedEvent[] = [];
      const watching: Projection = {
        ...toyTotals,
        project: async (transaction, events, table) => {
          seen.push(...events);
          await toyTotals.project(transaction, events, table);
        },
      };
      const next = await startToyService(database, { projections: [watching] });
      await next.submit(Add, { id: 'a', by: 1 });
      await waitFor('the next event projected', () => seen.length > 0);
      assert.deepEqual(
        seen.map(({ version, type, data }) => [version, type, data]),
        [[2, 'Added', { by: 1 }]],
      );
      await next.close();
    });

    test('a read model that is reset is filled again with the same rows', async () => {
      const toys = await startToyService(database, { projections: [toyTotals] });
      await play(toys);
      await projected();
      await resetProjection(database, 'order', toyTotals);
      assert.deepEqual(await projected(), expected);
      await toys.close();
    });

    test('a read model without a service is filled by hand, each event once and in order', async () => {
      const toys = await startToyService(database);
      await play(toys);
      await toys.close();
      const versions: string[] = [];
      const inOrder: Projection = {
        name: 'in-order',
        tables: [],
        project: async (_transaction, events) => {
          versions.push(...events.map(({ streamId, version }) => `${streamId} ${version}`));
        },
      };
      await waitFor('the whole log', async () => {
        await projectBatch(database, 'order', inOrder, toyMessageTypes);
        return versions.length === 22;
      });
      assert.equal(await projectBatch(database, 'order', inOrder, toyMessageTypes), undefined);
      for (const toy of ['toy-a', 'toy-b'])
        assert.deepEqual(
          versions.filter((each) => each.startsWith(toy)),
          Array.from({ length: 11 }, (_, index) => `${toy} ${index + 1}`),
        );
    });
  });
};
