import { type Migration, sql } from 'kysely';

const schemas = ['order', 'inventory', 'payment', 'notification', 'analytics'];

/**
 * Since when an actor needs attention, in a column of its own. An index that names a column which every step changes,
 * even in its condition only, keeps each update from being a HOT one: every step wrote the primary key anew.
 */
export const stuckActors: Migration = {
  up: async (db) => {
    for (const schema of schemas) {
      const actors = sql.table(`${schema}.actors`);
      await sql`drop index ${sql.table(`${schema}.actors_updated_at_idx`)}`.execute(db);
      await sql`alter table ${actors} add column stuck_since timestamptz`.execute(db);
      await sql`update ${actors} set stuck_since = updated_at where state = 'needs-attention'`.execute(db);
      await sql`create index on ${actors} (stuck_since) where stuck_since is not null`.execute(db);
    }
  },
};
