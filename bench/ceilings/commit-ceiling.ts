import { migrations } from '../../migrations/all-migrations.ts';
import { groupBy } from '../../runtime/group-by.ts';
import { commitBatch } from '../../runtime/store/commit-batch.ts';
import { type Database, openPostgres } from '../../runtime/store/database.ts';
import { migrate } from '../../runtime/store/migrate.ts';
import { createTestDatabase } from '../../test/support/test-database.ts';
import type { Ceiling } from './ceiling.ts';
import { type WalkedStep, walkOrders } from './walk-orders.ts';

/** One commit at a time for each service, as five processes have. */
const writers = 5;
const ordersPerRound = 500;
const leaseMs = 15_000;

/**
 * PostgreSQL with nothing but our commit statement: orders that were led through in memory are stored as they would
 * be, `batchSize` of them abreast, in a database of its own with fsync as the server has it.
 */
export const commitCeiling = async (seconds: number, batchSize: number): Promise<Ceiling> => {
  const own = await createTestDatabase();
  const database = openPostgres(own.url, writers, () => {});
  try {
    await migrate(database, migrations);
    let [orders, commits, elapsedMs] = [0, 0, 0];
    while (elapsedMs < seconds * 1_000) {
      const walks = await walkOrders(ordersPerRound, `commits ${orders}`);
      const began = performance.now();
      commits += await storeWalks(database, walks, batchSize);
      elapsedMs += performance.now() - began;
      orders += walks.length;
    }
    return {
      name: `PostgreSQL: our commit statement, ${batchSize} actors in each`,
      ordersPerSecond: (orders * 1_000) / elapsedMs,
      unit: 'actor commits',
      unitsPerOrder: commits / orders,
    };
  } finally {
    await database.destroy();
    await own.drop();
  }
};

/** Resolves with the number of actor commits. @throws when one loses, for nobody else writes */
const storeWalks = async (
  database: Database,
  walks: readonly (readonly WalkedStep[])[],
  batchSize: number,
): Promise<number> => {
  let stored = 0;
  const waiting = Array.from({ length: Math.ceil(walks.length / batchSize) }, (_, number) =>
    walks.slice(number * batchSize, (number + 1) * batchSize),
  );
  const write = async (): Promise<void> => {
    for (let abreast = waiting.pop(); abreast; abreast = waiting.pop())
      for (let place = 0; abreast.some((walk) => place < walk.length); place += 1) {
        const steps = abreast.flatMap((walk) => walk[place] ?? []);
        for (const [service, ofService] of groupBy(steps, ({ context }) => context.service)) {
          const now = Date.now();
          const until = new Date(now + leaseMs).toISOString();
          const commits = ofService.map(({ commit }) => commit);
          const { won } = await commitBatch(database, service, commits, now, {
            outboxUntil: until,
            activitiesUntil: until,
          });
          if (won.size !== commits.length) throw new Error(`${commits.length - won.size} commits lost`);
          stored += commits.length;
        }
      }
  };
  await Promise.all(Array.from({ length: writers }, write));
  return stored;
};
