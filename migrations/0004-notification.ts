import { type Kysely, type Migration, sql } from 'kysely';

const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`
    create table notification.notifications (
      stream_id text primary key,
      order_id uuid not null,
      kind text not null,
      recipient text not null,
      status text not null check (status in ('requested', 'sent', 'failed')),
      reason text,
      message_id text,
      requested_at timestamptz not null,
      updated_at timestamptz not null
    )`.execute(db);
  await sql`create index on notification.notifications (requested_at, stream_id)`.execute(db);
  await sql`create index on notification.notifications (order_id, requested_at, stream_id)`.execute(db);
};

const down = async (db: Kysely<unknown>): Promise<void> => {
  await sql`drop table notification.notifications`.execute(db);
};

/** The read model of the mails: what was sent to whom. */
export const notification: Migration = { up, down };
