import { sql } from 'kysely';
import { PlaceOrder } from '../../contracts/order-messages.ts';
import type { PriceContextV1 } from '../../machines/price/price-machine-v1.ts';
import type { CommitWrite, Reference } from '../../runtime/actor/definition.ts';

/** What the order service knows of a SKU. */
export interface Price {
  readonly sku: string;
  readonly name: string;
  /** Minor units. */
  readonly price: number;
  readonly currency: string;
}

/** Prices by SKU. */
export type Prices = ReadonlyMap<string, Price>;

/** The prices of the SKUs that the orders of a batch name: one query. */
export const pricesReference: Reference<Prices> = {
  wants: (message) => message.type === PlaceOrder.type,
  load: async (database, messages) => {
    const skus = new Set(messages.flatMap((message) => skusOf(message.data)));
    const { rows } = await sql<Price>`select sku, name, price, currency from ${sql.table('order.prices')}
      where sku = any(array(select json_array_elements_text(${JSON.stringify([...skus])}::json)))`.execute(
      database,
    );
    const prices: Prices = new Map(rows.map((row) => [row.sku, row]));
    return () => prices;
  },
};

const skusOf = (data: unknown): string[] => {
  const { lines }: { lines?: readonly { sku: string }[] } = Object(data);
  return (lines ?? []).map((line) => line.sku);
};

/** Keeps the table that orders are priced from. Prices arrive in any order: a later one of the catalogue stays. */
export const pricesWrite: CommitWrite<PriceContextV1> = {
  lock: async () => new Set(),
  apply: async (transaction, changes) => {
    const rows = changes
      .map(({ after }) => after.context)
      .sort((a, b) => (a.sku < b.sku ? -1 : 1))
      .map(({ sku, name, price, currency, sourceVersion }) => ({
        sku,
        name,
        price,
        currency,
        source_version: sourceVersion,
      }));
    await sql`insert into ${sql.table('order.prices')} as known (sku, name, price, currency, source_version)
      select sku, name, price, currency, source_version from json_to_recordset(${JSON.stringify(rows)}::json)
        as row (sku text, name text, price bigint, currency text, source_version bigint)
      on conflict (sku) do update set name = excluded.name, price = excluded.price,
        currency = excluded.currency, source_version = excluded.source_version
        where known.source_version < excluded.source_version`.execute(transaction);
    return [];
  },
};
