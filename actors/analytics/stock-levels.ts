import { type RawBuilder, sql } from 'kysely';
import type { JourneyFactV1 } from '../../machines/journey/journey-machine-v1.ts';
import type { Transaction } from '../../runtime/store/database.ts';

/** A fact about the counts of one SKU. */
export type StockLevelNews = Extract<JourneyFactV1, { readonly type: 'StockLevelChanged' }>;

/** Keeps the level with the highest revision of each SKU, whichever is heard first. */
export const keepStockLevels = async (
  transaction: Transaction<unknown>,
  table: RawBuilder<unknown>,
  news: readonly StockLevelNews[],
): Promise<void> => {
  await sql`insert into ${table} as kept (sku, revision, available, reserved)
    select distinct on (sku) sku, revision, available, reserved
      from json_to_recordset(${JSON.stringify(news)}::json) as row (sku text, revision bigint,
        available bigint, reserved bigint)
      order by sku, revision desc
    on conflict (sku) do update set revision = excluded.revision, available = excluded.available,
      reserved = excluded.reserved where excluded.revision > kept.revision`.execute(transaction);
};
