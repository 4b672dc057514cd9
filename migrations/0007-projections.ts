import { type Kysely, type Migration, sql } from 'kysely';

const rename = (db: Kysely<unknown>, before: string, after: string) =>
  sql`update ${sql.table('order.checkpoints')} set projection = ${after} where projection = ${before}`.execute(
    db,
  );

/** The list of orders under the name that operators call it by; no row for a sum that is nothing. */
export const projections: Migration = {
  up: async (db: Kysely<unknown>) => {
    await rename(db, 'order-summaries', 'order-summary');
    await sql`delete from analytics.figures where value = 0`.execute(db);
  },
  down: async (db: Kysely<unknown>) => {
    await rename(db, 'order-summary', 'order-summaries');
  },
};
