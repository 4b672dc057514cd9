import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { reconcileStock } from '../../test/support/stock-oracle.ts';

/** Whether the counts of the stock are, at this moment, what its products received and its reservations hold. */
export const lookAtStock = async (database: Database): Promise<readonly string[]> =>
  (await reconcileStock(database)).map(
    ({ sku, kept, computed }) =>
      `stock of ${sku} is ${JSON.stringify(kept)}, its actors say ${JSON.stringify(computed)}`,
  );

/** What came in is what was said to come in, however often it was said under one key. `told`: SKU → pieces. */
export const checkReceived = async (
  database: Database,
  told: ReadonlyMap<string, number>,
): Promise<readonly string[]> => {
  const { rows } = await sql<{ sku: string; received: number }>`
    select sku, received::float8 as received from inventory.stock order by sku`.execute(database);
  return rows
    .filter(({ sku, received }) => received !== (told.get(sku) ?? 0))
    .map(({ sku, received }) => `${sku}: ${told.get(sku) ?? 0} pieces came in, ${received} are counted`);
};
