import { type RawBuilder, sql } from 'kysely';
import type { StreamId } from '../../contracts/ids.ts';
import type { ActorCommit } from './actor-commit.ts';
import * as columns from './commit-columns.ts';
import type { Database, Transaction } from './database.ts';
import { type Column, records } from './records.ts';

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
 * and held messages. Rows are taken in stream order, so that two processes never wait for each other in a circle: they
 * are looked up one after the other, where a join would take them as they lie on the disk.
 * An upsert of both would lock each row before it moves it: a record more in the write-ahead log for each step.
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
  const inOrder = [...commits].sort((one, other) => (one.after.streamId < other.after.streamId ? -1 : 1));
  const parts = [
    sql`actor_row as materialized (select * from ${records(columns.actorColumns, inOrder)} as row)`,
    sql`moved as (
      update ${table('actors')} as actor set machine_version = row.machine_version, version = row.version,
          revision = row.revision, state = row.state, snapshot = row.snapshot, updated_at = ${at},
          stuck_since = case row.state when 'needs-attention' then coalesce(actor.stuck_since, ${at}) end
        from actor_row as row
          cross join lateral (select ctid as place from ${table('actors')}
            where stream_id = row.stream_id limit 1) as found
        where row.revision > 1 and actor.ctid = place and actor.revision = row.revision - 1
        returning actor.stream_id
    )`,
    sql`began as (
      insert into ${table('actors')} (stream_id, category, machine_version, version, revision, state, snapshot,
          created_at, updated_at, stuck_since)
        select stream_id, category, machine_version, version, revision, state, snapshot, ${at}, ${at},
            case state when 'needs-attention' then ${at} end
          from actor_row where revision = 1
        on conflict (stream_id) do nothing
        returning stream_id
    )`,
    sql`won as (select stream_id from moved union all select stream_id from began)`,
  ];
  /** A part only where it has rows: what is not there is not planned either. */
  const add = <Content>(
    name: string,
    columnsOf: readonly Column<columns.Part<Content>>[],
    contents: (commit: ActorCommit) => readonly Content[],
    part: (rows: Sql) => Sql,
  ): void => {
    const rows = columns.partsOf(inOrder, contents);
    if (rows.length > 0) parts.push(sql`${sql.id(name)} as (${part(records(columnsOf, rows))})`);
  };
  add(
    'new_events',
    columns.eventColumns,
    ({ facts }) => facts,
    (
      rows,
    ) => sql`insert into ${table('events')} (stream_id, version, type, schema_version, data, machine_version,
        state, emitted, message_id, correlation_id, causation_id, traceparent, time)
      select row.* from ${rows} as row join won using (stream_id) order by row.stream_id, row.version`,
  );
  add(
    'new_inbox',
    columns.inboxColumns,
    ({ inbox }) => inbox,
    (
      rows,
    ) => sql`insert into ${table('inbox')} (stream_id, message_id, outcome, fingerprint, answer, received_at)
      select row.*, ${at} from ${rows} as row join won using (stream_id)`,
  );
  add(
    'new_outbox',
    columns.outboxColumns,
    columns.publishing,
    (rows) => sql`insert into ${table('outbox')} (steps, messages, waiting, claimed_until, created_at)
      select ('[' || string_agg(row.step, ',' order by stream_id, row.version) || ']')::json, '[]', sum(row.waiting), ${leases.outboxUntil}::timestamptz,
          ${at}
        from ${rows} as row join won using (stream_id) having count(*) > 0
      returning id`,
  );
  add(
    'cleared_timers',
    columns.timerColumns,
    columns.clearedTimers,
    (rows) => sql`delete from ${table('timers')} where ctid = any(array(
      select timer.place from ${rows} as row join won using (stream_id)
        cross join lateral (select ctid as place from ${table('timers')}
          where stream_id = row.stream_id and timer_id = row.timer_id limit 1) as timer))`,
  );
  add(
    'set_timers',
    columns.setTimerColumns,
    columns.setTimers,
    (rows) => sql`insert into ${table('timers')} (stream_id, timer_id, due_at, correlation_id, traceparent)
      select row.* from ${rows} as row join won using (stream_id)
      on conflict (stream_id, timer_id) do update set due_at = excluded.due_at,
        correlation_id = excluded.correlation_id, traceparent = excluded.traceparent`,
  );
  add(
    'finished_activities',
    columns.finishedColumns,
    ({ finished }) => finished,
    (rows) => sql`delete from ${table('activities')} where id = any(array(
      select row.id from ${rows} as row join won using (stream_id)))`,
  );
  add(
    'new_activities',
    columns.activityColumns,
    ({ activities }) => activities,
    (
      rows,
    ) => sql`insert into ${table('activities')} (stream_id, id, request, due_at, correlation_id, traceparent)
      select row.stream_id, row.id, row.request, ${leases.activitiesUntil}::timestamptz, row.correlation_id,
          row.traceparent
        from ${rows} as row join won using (stream_id)`,
  );
  add(
    'new_held',
    columns.heldColumns,
    ({ holds }) => holds.filter(({ id }) => id === undefined),
    (
      rows,
    ) => sql`insert into ${table('held_messages')} as held (state, kind, stream_id, message_id, type, headers, body,
        correlation_id, attempts, due_at, error_code, error_message, error_stack, first_seen_at, last_seen_at)
      select row.state, row.kind, stream_id, row.message_id, row.type, row.headers, decode(row.body, 'base64'),
          row.correlation_id, row.attempts, row.due_at, row.error_code, row.error_message, row.error_stack, ${at}, ${at}
        from ${rows} as row join won using (stream_id) order by stream_id, row.place
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
    columns.heldColumns,
    ({ holds }) => holds.filter(({ id }) => id !== undefined),
    (rows) => sql`update ${table('held_messages')} as held set state = row.state, attempts = row.attempts,
        due_at = row.due_at, error_code = row.error_code, error_message = row.error_message,
        error_stack = row.error_stack, last_seen_at = ${at}
      from ${rows} as row join won using (stream_id) where held.id = row.id`,
  );
  add(
    'released_held',
    columns.releasedColumns,
    ({ released }) => released,
    (rows) => sql`delete from ${table('held_messages')} where id = any(array(
      select row.id from ${rows} as row join won using (stream_id)))`,
  );
  const emits = commits.some((commit) => commit.outbox.length > 0);
  const { rows: results } = await sql<{ won: StreamId[] | null; outboxId: number | null }>`
    with ${sql.join(parts)} select (select json_agg(stream_id) from won) as won,
      ${emits ? sql`(select id from new_outbox)` : sql`null`} as "outboxId"`.execute(database);
  return { won: new Set(results[0]?.won), outboxId: results[0]?.outboxId ?? undefined };
};
