import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';

/** What of the stock is wrong at this moment: never is a count negative, and every piece that came in is somewhere. */
export const lookAtStock = async (service: string, database: Database): Promise<readonly string[]> => {
  if (service !== 'inventory') return [];
  const { rows } = await sql<{ problem: string }>`
    select sku || ': ' || received || ' received, ' || available || ' available, ' || reserved || ' reserved, '
        || shipped || ' shipped' as problem
      from inventory.stock
      where least(received, available, reserved, shipped) < 0 or received <> available + reserved + shipped
      order by sku`.execute(database);
  return rows.map(({ problem }) => problem);
};

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
