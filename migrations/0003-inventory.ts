import { type Kysely, type Migration, sql } from 'kysely';

/** The counts of every SKU and what the catalogue says of it, one row for both: a reader sees one moment. */
export const inventory: Migration = {
  up: async (db: Kysely<unknown>) => {
    // Rows are locked and paged in SKU order; "C" makes that order the same on every server. fillfactor leaves
    // room for HOT updates: a popular row is rewritten with every batch, and no index column changes.
    await sql`create table inventory.stock (
      sku text collate "C" primary key,
      name text not null,
      price bigint not null check (price >= 0),
      currency text not null,
      received bigint not null default 0 check (received between 0 and 9007199254740991),
      available bigint not null default 0 check (available >= 0),
      reserved bigint not null default 0 check (reserved >= 0),
      shipped bigint not null default 0 check (shipped >= 0),
      revision bigint not null default 1,
      check (received = available + reserved + shipped)
    ) with (fillfactor = 50)`.execute(db);
  },
  down: async (db: Kysely<unknown>) => {
    await sql`drop table inventory.stock`.execute(db);
  },
};
