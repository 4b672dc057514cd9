import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { migrateActors } from '../../../runtime/migration/migrate-actors.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { verifyStreams } from '../../../runtime/verify/verify-streams.ts';
import { Add, Open } from '../../support/toy-machine.ts';
import { toyDefinitionV2 } from '../../support/toy-machine-v2.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';

/** How many actors come to another version of their machine while others do the same, or work with them. */
export const migrationLoadContract = (given: () => Database): void => {
  describe('migrations of many', () => {
    let database: Database;
    before(() => {
      database = given();
    });

    const definition = toyDefinitionV2();
    const [migration = { from: 0, to: 0, migrate: () => ({ kind: 'stays', reason: '' }) as const }] =
      definition.migrations;
    const second = () => startToyService(database, { definition });
    /** Toys of the first version, all open. */
    const open = async (ids: readonly string[]): Promise<void> => {
      const toys = await startToyService(database);
      await Promise.all(ids.map((id) => toys.submit(Open, { id })));
      await toys.close();
    };
    const differences = async (toys: ToyService) =>
      (await verifyStreams(toys.service, '', 1_000, new AbortController().signal)).differences;

    test('pages follow each other under load, and everybody is moved once', async () => {
      const ids = Array.from({ length: 40 }, (_, index) => `t${index}`);
      await open(ids);
      const toys = await second();
      const stopping = new AbortController();
      let added = 0;
      const load = async () => {
        while (!stopping.signal.aborted) {
          await Promise.all(ids.map((id) => toys.submit(Add, { id, by: 1 })));
          added += ids.length;
        }
      };
      const loading = load();
      let after: string | undefined = '';
      let moved = 0;
      while (after !== undefined) {
        const page: Awaited<ReturnType<typeof migrateActors>> = await migrateActors(
          toys.service,
          { definition, migration, dryRun: false },
          after,
          7,
        );
        assert.ok(page.actors.every((actor) => 'to' in actor));
        moved += page.actors.length;
        after = page.last;
      }
      stopping.abort();
      await loading;
      assert.equal(moved, ids.length);
      const totals = await Promise.all(ids.map(async (id) => Object((await toys.read(id))?.context).total));
      assert.equal(
        totals.reduce((sum, total) => sum + total, 0),
        added,
      );
      assert.deepEqual(await differences(toys), []);
      await toys.close();
    });

    test('two processes that migrate at once move each actor once', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `t${index}`);
      await open(ids);
      const both = [await second(), await second()];
      const pages = await Promise.all(
        both.map((toys) => migrateActors(toys.service, { definition, migration, dryRun: false }, '', 100)),
      );
      assert.equal(pages.flatMap(({ actors }) => actors).filter((actor) => 'code' in actor).length, 0);
      const [toys] = both;
      assert.ok(toys);
      for (const id of ids) assert.equal((await toys.read(id))?.version, 2);
      assert.deepEqual(await differences(toys), []);
      for (const each of both) await each.close();
    });
  });
};
