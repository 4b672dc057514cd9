import { type RawBuilder, sql } from 'kysely';
import type { StreamId } from '../../contracts/ids.ts';
import type { ActorCommit } from './actor-commit.ts';
import * as rows from './commit-rows.ts';
import type { Database, Transaction } from './database.ts';

type Sql = RawBuilder<unknown>;

/** Until when rows belong to the process that wrote them. Others leave them alone before. */
export interface Leases {
  readonly outboxUntil: string;
  readonly activitiesUntil: string;
}

/** What of a batch was written. */
export interface WrittenBatch {
  /** The streams that won. */
  readonly won: ReadonlySet<StreamId>;
  /** The outbox row of their messages, if there are any. */
  readonly outboxId: number | undefined;
}

/**
 * Writes a batch in one statement, so in one round trip: advances every actor row whose revision is the expected
 * one, a new one only where none was expected, and for those alone writes events, inbox, outbox, timers, activities
 * and held messages. Rows are taken in stream order, so that two processes never wait for each other in a circle.
 * Events are put into the log in the order of their versions: left to the join, a stream's events of one batch came in
 * backwards.
 * What is deleted is found by `any(array(…))`, which only an index can answer: a join may read a whole table or index.
 */
export const commitBatch = async (
  database: Database | Transaction<unknown>,
  schema: string,
  commits: readonly ActorCommit[],
  now: number,
  leases: Leases,
): Promise<WrittenBatch> => {
  const at = sql`${new Date(now).toISOString()}::timestamptz`;
  const table = (name: string) => sql.table(`${schema}.${name}`);
  const json = (list: readonly unknown[]) => sql`${JSON.stringify(list)}::json`;
  const parts = [
    sql`won as (
      insert into ${table('actors')} as actor (stream_id, category, machine_version, version, revision, state,
          snapshot, created_at, updated_at, stuck_since)
        select stream_id, category, machine_version, version, revision, state, snapshot, ${at}, ${at},
            case state when 'needs-attention' then ${at} end
          from json_to_recordset(${json(commits.map(rows.actorRow))}) as row (stream_id text, category text,
            machine_version integer, version bigint, revision bigint, state text, snapshot json)
          where revision = 1
            or (select true from ${table('actors')} as there where there.stream_id = row.stream_id)
          order by stream_id
        on conflict (stream_id) do update set machine_version = excluded.machine_version,
          version = excluded.version, revision = excluded.revision, state = excluded.state,
          snapshot = excluded.snapshot, updated_at = excluded.updated_at,
          stuck_since = case when excluded.stuck_since is not null
            then coalesce(actor.stuck_since, excluded.stuck_since) end
          where actor.revision = excluded.revision - 1
        returning stream_id
    )`,
  ];
  /** A part only where it has rows: what is not there is not planned either. */
  const add = <Row>(
    name: string,
    rowsOf: (commit: ActorCommit) => readonly Row[],
    part: (list: Sql) => Sql,
  ): void => {
    const list = commits.flatMap(rowsOf);
    if (list.length > 0) parts.push(sql`${sql.id(name)} as (${part(json(list))})`);
  };
  add(
    'new_events',
    rows.eventRows,
    (
      list,
    ) => sql`insert into ${table('events')} (stream_id, version, type, schema_version, data, machine_version,
        state, emitted, message_id, correlation_id, causation_id, traceparent, time)
      select row.* from json_to_recordset(${list}) as row (stream_id text, version bigint, type text,
          schema_version integer, data jsonb, machine_version integer, state jsonb, emitted json, message_id text,
          correlation_id text, causation_id text, traceparent text, time timestamptz)
        join won using (stream_id) order by row.stream_id, row.version`,
  );
  add(
    'new_inbox',
    rows.inboxRows,
    (
      list,
    ) => sql`insert into ${table('inbox')} (stream_id, message_id, outcome, fingerprint, answer, received_at)
      select row.*, ${at} from json_to_recordset(${list}) as row (stream_id text, message_id text, outcome text,
          fingerprint text, answer jsonb) join won using (stream_id)`,
  );
  add(
    'new_outbox',
    rows.outboxRows,
    (list) => sql`insert into ${table('outbox')} (steps, messages, waiting, claimed_until, created_at)
      select json_agg(json_build_object('streamId', stream_id, 'version', row.version, 'emitted', row.emitted)
            order by stream_id, row.version), '[]', sum(json_array_length(row.emitted)),
          ${leases.outboxUntil}::timestamptz, ${at}
        from json_to_recordset(${list}) as row (stream_id text, version bigint, emitted json)
          join won using (stream_id) having count(*) > 0
      returning id`,
  );
  add(
    'cleared_timers',
    rows.clearedTimers,
    (list) => sql`delete from ${table('timers')} where ctid = any(array(
      select timer.place from json_to_recordset(${list}) as row (stream_id text, timer_id text)
        join won using (stream_id)
        cross join lateral (select ctid as place from ${table('timers')}
          where stream_id = row.stream_id and timer_id = row.timer_id limit 1) as timer))`,
  );
  add(
    'set_timers',
    rows.setTimers,
    (list) => sql`insert into ${table('timers')} (stream_id, timer_id, due_at, correlation_id, traceparent)
      select row.* from json_to_recordset(${list}) as row (stream_id text, timer_id text, due_at timestamptz,
          correlation_id text, traceparent text) join won using (stream_id)
      on conflict (stream_id, timer_id) do update set due_at = excluded.due_at,
        correlation_id = excluded.correlation_id, traceparent = excluded.traceparent`,
  );
  add(
    'finished_activities',
    rows.finishedRows,
    (list) => sql`delete from ${table('activities')} where id = any(array(
      select row.id from json_to_recordset(${list}) as row (stream_id text, id text) join won using (stream_id)))`,
  );
  add(
    'new_activities',
    rows.activityRows,
    (
      list,
    ) => sql`insert into ${table('activities')} (stream_id, id, request, due_at, correlation_id, traceparent)
      select row.stream_id, row.id, row.request, ${leases.activitiesUntil}::timestamptz, row.correlation_id,
          row.traceparent
        from json_to_recordset(${list}) as row (stream_id text, id text, request jsonb, correlation_id text,
          traceparent text) join won using (stream_id)`,
  );
  add(
    'new_held',
    rows.newHeldRows,
    (
      list,
    ) => sql`insert into ${table('held_messages')} as held (state, kind, stream_id, message_id, type, headers, body,
        correlation_id, attempts, due_at, error_code, error_message, error_stack, first_seen_at, last_seen_at)
      select row.state, row.kind, stream_id, row.message_id, row.type, row.headers, decode(row.body, 'base64'),
          row.correlation_id, row.attempts, row.due_at, row.error_code, row.error_message, row.error_stack, ${at}, ${at}
        from ${heldRecords(list, true)} join won using (stream_id) order by stream_id, row.ordinality
      -- It came before, when its actor could not be told: that row goes behind the others of its actor.
      on conflict (message_id) where message_id is not null do update set id = default, state = excluded.state,
        kind = excluded.kind, stream_id = excluded.stream_id, type = excluded.type, headers = excluded.headers,
        body = excluded.body, attempts = excluded.attempts, due_at = excluded.due_at,
        correlation_id = excluded.correlation_id, error_code = excluded.error_code,
        error_message = excluded.error_message, error_stack = excluded.error_stack, redrive_id = null,
        last_seen_at = excluded.last_seen_at
        where held.stream_id is null and held.kind = 'message'`,
  );
  add(
    'again_held',
    rows.againHeldRows,
    (list) => sql`update ${table('held_messages')} as held set state = row.state, attempts = row.attempts,
        due_at = row.due_at, error_code = row.error_code, error_message = row.error_message,
        error_stack = row.error_stack, last_seen_at = ${at}
      from ${heldRecords(list, false)} join won using (stream_id) where held.id = row.id`,
  );
  add(
    'released_held',
    rows.releasedRows,
    (list) => sql`delete from ${table('held_messages')} where id = any(array(
      select row.id from json_to_recordset(${list}) as row (stream_id text, id bigint) join won using (stream_id)))`,
  );
  const emits = commits.some((commit) => commit.outbox.length > 0);
  const { rows: results } = await sql<{ won: StreamId[] | null; outboxId: number | null }>`
    with ${sql.join(parts)} select (select json_agg(stream_id) from won) as won,
      ${emits ? sql`(select id from new_outbox)` : sql`null`} as "outboxId"`.execute(database);
  return { won: new Set(results[0]?.won), outboxId: results[0]?.outboxId ?? undefined };
};

/** Held messages as records; `ordered` numbers them, since their ids are the order of their stream. */
const heldRecords = (list: Sql, ordered: boolean): Sql => {
  const columns = sql`(stream_id text, id bigint, state text, kind text, message_id text, type text, headers jsonb,
    body text, correlation_id text, attempts integer, due_at timestamptz, error_code text, error_message text,
    error_stack text)`;
  if (!ordered) return sql`json_to_recordset(${list}) as row ${columns}`;
  return sql`rows from (json_to_recordset(${list}) as ${columns}) with ordinality as row (stream_id, id, state, kind,
    message_id, type, headers, body, correlation_id, attempts, due_at, error_code, error_message, error_stack,
    ordinality)`;
};
