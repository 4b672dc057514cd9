import { type Kysely, type Migration, sql } from 'kysely';

/** The order service's copy of prices and its list of orders. */
export const order: Migration = {
  up: async (db: Kysely<unknown>) => {
    await sql`create table ${sql.table('order.prices')} (
      sku text primary key,
      name text not null,
      price bigint not null,
      currency text not null,
      source_version bigint not null
    )`.execute(db);
    await sql`create table ${sql.table('order.order_summaries')} (
      order_id uuid primary key,
      customer_id text not null,
      status text not null,
      currency text not null,
      total bigint not null,
      version bigint not null,
      placed_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
    // One index for each way the list is asked for; all end in the key of a page.
    await sql`create index on ${sql.table('order.order_summaries')} (placed_at, order_id)`.execute(db);
    await sql`create index on ${sql.table('order.order_summaries')} (status, placed_at, order_id)`.execute(
      db,
    );
    await sql`create index on ${sql.table('order.order_summaries')} (customer_id, placed_at, order_id)`.execute(
      db,
    );
  },
  down: async (db: Kysely<unknown>) => {
    await sql`drop table ${sql.table('order.order_summaries')}`.execute(db);
    await sql`drop table ${sql.table('order.prices')}`.execute(db);
  },
};
