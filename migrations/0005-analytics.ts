import { type Kysely, type Migration, sql } from 'kysely';

const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create table analytics.orders (
    order_id text primary key,
    journey jsonb not null,
    settled_at timestamptz,
    settling_ms bigint
  )`.execute(db);
  // Holds the duration too, so that the latest ones are read from the index alone.
  await sql`create index on analytics.orders (settled_at desc, order_id desc) include (settling_ms)
    where settled_at is not null`.execute(db);

  // Collation C: the minutes among the keys are compared byte by byte, whatever the locale of the server.
  await sql`create table analytics.figures (
    figure text not null,
    key text collate "C" not null,
    currency text not null,
    value numeric not null,
    primary key (figure, key, currency)
  )`.execute(db);
  await sql`create index on analytics.figures (figure, currency, value desc, key)`.execute(db);

  await sql`create table analytics.stock_levels (
    sku text collate "C" primary key,
    revision bigint not null,
    available bigint not null,
    reserved bigint not null
  )`.execute(db);
  await sql`create index on analytics.stock_levels (available, sku)`.execute(db);
};

const down = async (db: Kysely<unknown>): Promise<void> => {
  for (const table of ['orders', 'figures', 'stock_levels']) {
    await sql`drop table ${sql.table(`analytics.${table}`)}`.execute(db);
  }
};

/** The read model of analytics: what it knows of each order, the sums over all of them, and the stock levels. */
export const analytics: Migration = { up, down };
