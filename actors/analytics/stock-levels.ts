import { type RawBuilder, sql } from 'kysely';
import type { JourneyFactV3 } from '../../machines/journey/journey-machine-v3.ts';
import type { Transaction } from '../../runtime/store/database.ts';

/** A fact about the counts of SKUs: of one, as inventory told it once, or of all that a commit changed. */
export type StockNews = Extract<JourneyFactV3, { readonly type: 'StockLevelChanged' | 'StockLevelsChanged' }>;

/** Tells such facts from those about orders. */
export const isStockNews = (fact: JourneyFactV3): fact is StockNews =>
  fact.type === 'StockLevelsChanged' || fact.type === 'StockLevelChanged';

/** Keeps the level with the highest revision of each SKU, whichever is heard first. */
export const keepStockLevels = async (
  transaction: Transaction<unknown>,
  table: RawBuilder<unknown>,
  news: readonly StockNews[],
): Promise<void> => {
  const levels = news.flatMap((each) => (each.type === 'StockLevelsChanged' ? each.levels : [each]));
  await sql`insert into ${table} as kept (sku, revision, available, reserved)
    select distinct on (sku) sku, revision, available, reserved
      from json_to_recordset(${JSON.stringify(levels)}::json) as row (sku text, revision bigint,
        available bigint, reserved bigint)
      order by sku, revision desc
    on conflict (sku) do update set revision = excluded.revision, available = excluded.available,
      reserved = excluded.reserved where excluded.revision > kept.revision`.execute(transaction);
};
