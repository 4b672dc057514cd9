import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { reconcileStock, type StockCounts } from '../support/stock-oracle.ts';

interface Row extends StockCounts {
  readonly sku: string;
  /** What analytics last heard; null when it heard nothing. */
  readonly heard: { readonly available: number; readonly reserved: number } | null;
}

/** The counts of every SKU add up, are what products and reservations say, and analytics heard the last of them. */
export const checkStock = async (database: Database): Promise<string[]> => {
  const differences = (await reconcileStock(database)).map(
    ({ sku, kept, computed }) =>
      `stock of ${sku} is ${JSON.stringify(kept)}, its actors say ${JSON.stringify(computed)}`,
  );
  const { rows } = await sql<Row>`
    select stock.sku, stock.received, stock.available, stock.reserved, stock.shipped,
        case when level.sku is null then null
          else json_build_object('available', level.available, 'reserved', level.reserved) end as heard
      from inventory.stock left join analytics.stock_levels as level using (sku)
      order by stock.sku`.execute(database);
  const counted = rows.flatMap(({ sku, received, available, reserved, shipped, heard }) => [
    ...(Math.min(received, available, reserved, shipped) < 0 ? [`a count of ${sku} is negative`] : []),
    ...(received === available + reserved + shipped
      ? []
      : [`${sku}: ${received} received, ${available} + ${reserved} + ${shipped} accounted for`]),
    ...(received === 0 || (heard?.available === available && heard.reserved === reserved)
      ? []
      : [
          `analytics has ${JSON.stringify(heard)} of ${sku}, in stock are ${available} and ${reserved} reserved`,
        ]),
  ]);
  return [...differences, ...counted];
};
