import { type Migration, sql } from 'kysely';

const schemas = ['order', 'inventory', 'payment', 'notification', 'analytics'];

/**
 * How many actors are in each state, and since when. It is folded from the log by who asks and by housekeeping: a step
 * writes nothing for it, and no index names a column of the actors that a step changes.
 */
export const stateCounts: Migration = {
  up: async (db) => {
    // `since`: the beginning of the span of time in which they came. `oldest`: when the first of them came.
    for (const schema of schemas)
      await sql`create table ${sql.table(`${schema}.state_counts`)} (
        category text not null,
        machine_version integer not null,
        state text not null,
        since timestamptz not null,
        actors bigint not null,
        oldest timestamptz not null,
        primary key (category, machine_version, state, since)
      )`.execute(db);
  },
};
