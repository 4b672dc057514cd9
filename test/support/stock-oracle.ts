import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';

/** The counts of one SKU, in pieces. */
export interface StockCounts {
  readonly received: number;
  readonly available: number;
  readonly reserved: number;
  readonly shipped: number;
}

/** The counts that inventory keeps of `sku`; undefined when it is not listed. */
export const stockOf = async (database: Database, sku: string): Promise<StockCounts | undefined> => {
  const { rows } = await sql<StockCounts>`select received, available, reserved, shipped from inventory.stock
    where sku = ${sku}`.execute(database);
  return rows[0];
};

/** A SKU whose counts are not those that products and reservations add up to. */
export interface StockDifference {
  readonly sku: string;
  readonly kept: StockCounts;
  readonly computed: StockCounts;
}

/**
 * Holds the counts of every SKU against what its product received and what the reservations hold and shipped, all
 * read in one statement, so at one moment. Returns those that differ: none, ever.
 */
export const reconcileStock = async (database: Database): Promise<readonly StockDifference[]> => {
  const { rows } = await sql<StockDifference>`
    with lines as (
      select line->>'sku' as sku, (line->>'quantity')::bigint as quantity, state
        from inventory.actors, json_array_elements(snapshot->'context'->'lines') as line
        where category = 'reservation' and state in ('reserved', 'committed', 'shipped')
    ), moved as (
      select sku, sum(quantity) filter (where state <> 'shipped') as reserved,
          sum(quantity) filter (where state = 'shipped') as shipped
        from lines group by sku
    ), computed as (
      select stock.sku,
          coalesce((select (snapshot->'context'->>'received')::bigint from inventory.actors
            where stream_id = 'product-' || stock.sku), 0) as received,
          coalesce(moved.reserved, 0)::bigint as reserved, coalesce(moved.shipped, 0)::bigint as shipped
        from inventory.stock left join moved using (sku)
    )
    select stock.sku,
        json_build_object('received', stock.received, 'available', stock.available,
          'reserved', stock.reserved, 'shipped', stock.shipped) as kept,
        json_build_object('received', computed.received,
          'available', computed.received - computed.reserved - computed.shipped,
          'reserved', computed.reserved, 'shipped', computed.shipped) as computed
      from inventory.stock join computed using (sku)
      where (stock.received, stock.reserved, stock.shipped, stock.available) is distinct from
        (computed.received, computed.reserved, computed.shipped,
          computed.received - computed.reserved - computed.shipped)`.execute(database);
  return rows;
};
