import { type Kysely, type Migration, sql } from 'kysely';

const schemas = ['order', 'inventory', 'payment', 'notification', 'analytics'];

const createTables = async (db: Kysely<unknown>, schema: string): Promise<void> => {
  const table = (name: string) => sql.table(`${schema}.${name}`);
  await sql`create schema ${sql.id(schema)}`.execute(db);

  // One row an actor: what the batch loads and advances. fillfactor leaves room for HOT updates, because every step
  // rewrites the row. The index below kept them from being such; 0008 replaces it.
  await sql`create table ${table('actors')} (
    stream_id text primary key,
    category text not null,
    machine_version integer not null,
    version bigint not null,
    revision bigint not null,
    state text not null,
    snapshot jsonb,
    created_at timestamptz not null,
    updated_at timestamptz not null
  ) with (fillfactor = 70)`.execute(db);

  await sql`create index on ${table('actors')} (updated_at) where state = 'needs-attention'`.execute(db);

  await sql`create table ${table('events')} (
    position bigint generated always as identity,
    transaction_id xid8 not null default pg_current_xact_id(),
    stream_id text not null,
    version bigint not null,
    type text not null,
    schema_version integer not null,
    data jsonb not null,
    machine_version integer not null,
    state jsonb not null,
    emitted jsonb not null,
    message_id text not null,
    correlation_id text not null,
    causation_id text not null,
    traceparent text not null,
    time timestamptz not null,
    primary key (stream_id, version)
  )`.execute(db);
  await sql`create index on ${table('events')} (transaction_id, position)`.execute(db);

  await sql`create table ${table('outbox')} (
    id text primary key,
    message jsonb not null,
    claimed_until timestamptz not null,
    created_at timestamptz not null
  )`.execute(db);
  await sql`create index on ${table('outbox')} (claimed_until)`.execute(db);

  await sql`create table ${table('inbox')} (
    message_id text primary key,
    stream_id text not null,
    outcome text not null,
    fingerprint text,
    answer jsonb,
    received_at timestamptz not null
  )`.execute(db);
  await sql`create index on ${table('inbox')} using brin (received_at)`.execute(db);

  await sql`create table ${table('timers')} (
    stream_id text not null,
    timer_id text not null,
    due_at timestamptz not null,
    correlation_id text not null,
    traceparent text not null,
    primary key (stream_id, timer_id)
  )`.execute(db);
  await sql`create index on ${table('timers')} (due_at)`.execute(db);

  await sql`create table ${table('activities')} (
    id text primary key,
    stream_id text not null,
    request jsonb not null,
    attempts integer not null default 0,
    due_at timestamptz not null,
    correlation_id text not null,
    traceparent text not null,
    last_error text
  )`.execute(db);
  await sql`create index on ${table('activities')} (due_at)`.execute(db);

  await sql`create table ${table('checkpoints')} (
    projection text primary key,
    transaction_id xid8 not null,
    position bigint not null
  )`.execute(db);

  // What waits because it, or one before it for the same actor, could not be handled. Whole: the attributes as they
  // came and the bytes of the body. The ids of one stream are the order in which its messages follow each other.
  await sql`create table ${table('held_messages')} (
    id bigint generated always as identity primary key,
    state text not null check (state in ('retrying', 'parked', 'dead')),
    kind text not null check (kind in ('message', 'timer', 'activity', 'outgoing')),
    stream_id text,
    message_id text,
    type text,
    headers jsonb not null,
    body bytea not null,
    correlation_id text,
    attempts integer not null,
    due_at timestamptz not null,
    error_code text not null,
    error_message text not null,
    error_stack text,
    redrive_id uuid,
    first_seen_at timestamptz not null,
    last_seen_at timestamptz not null
  )`.execute(db);
  await sql`create unique index on ${table('held_messages')} (message_id) where message_id is not null`.execute(
    db,
  );
  await sql`create index on ${table('held_messages')} (stream_id, id)`.execute(db);
  await sql`create index on ${table('held_messages')} (due_at) where state <> 'dead'`.execute(db);
  await sql`create index on ${table('held_messages')} (state, error_code, type, id)`.execute(db);

  await sql`create index on ${table('held_messages')} (first_seen_at, id)`.execute(db);

  // Who did what to a dead letter, and why; with the whole message as it was, which is gone when it was
  // discarded or handled.
  await sql`create table ${table('held_message_actions')} (
    id bigint generated always as identity primary key,
    held_id bigint not null,
    message_id text,
    kind text not null,
    stream_id text,
    type text,
    headers jsonb not null,
    action text not null check (action in ('redrive', 'discard')),
    operator text not null,
    reason text not null,
    body_before bytea,
    body_after bytea,
    error_code text not null,
    redrive_id uuid,
    at timestamptz not null
  )`.execute(db);
  await sql`create index on ${table('held_message_actions')} (held_id)`.execute(db);
  await sql`create index on ${table('held_message_actions')} (redrive_id) where redrive_id is not null`.execute(
    db,
  );
};

/** The tables that the runtime keeps in the schema of every service. */
export const runtime: Migration = {
  up: async (db: Kysely<unknown>) => {
    for (const schema of schemas) await createTables(db, schema);
  },
  down: async (db: Kysely<unknown>) => {
    for (const schema of schemas) await sql`drop schema ${sql.id(schema)} cascade`.execute(db);
  },
};
