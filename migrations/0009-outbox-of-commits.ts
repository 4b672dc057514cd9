import { type Kysely, type Migration, sql } from 'kysely';

const schemas = ['order', 'inventory', 'payment', 'notification', 'analytics'];

/**
 * The outbox keeps a row for each commit instead of one for each message, and of what the log has already only where it
 * stands there: half of what a step wrote was its messages for a second time, with two index entries each.
 */
export const outboxOfCommits: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const schema of schemas) {
      const before = sql.table(`${schema}.outbox_of_messages`);
      const outbox = sql.table(`${schema}.outbox`);
      await sql`alter table ${outbox} rename to outbox_of_messages`.execute(db);
      // `steps`: [{ streamId, version, emitted: [index, …] }], the emissions in the log that are to be published.
      // `messages`: those that no step emitted, whole. `message_id`: of the one that an operator put back.
      await sql`create table ${outbox} (
        id bigint generated always as identity primary key,
        steps json not null,
        messages json not null,
        waiting integer not null,
        message_id text unique,
        claimed_until timestamptz not null,
        created_at timestamptz not null
      )`.execute(db);
      await sql`create index on ${outbox} (claimed_until)`.execute(db);
      await sql`insert into ${outbox} (steps, messages, waiting, claimed_until, created_at)
        select '[]', json_build_array(message), 1, claimed_until, created_at from ${before} order by created_at`.execute(
        db,
      );
      await sql`drop table ${before}`.execute(db);
    }
  },
};
