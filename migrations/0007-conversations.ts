import { type Kysely, type Migration, sql } from 'kysely';

const schemas = ['order', 'inventory', 'payment', 'notification', 'analytics'];
const name = (schema: string) => `${schema}.events_correlation`;

/**
 * Finds the messages of one conversation. A hash of the id: it is asked for whole or not at all, and an entry is a
 * third of what the text would take.
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
