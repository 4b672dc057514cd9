import { sql } from 'kysely';
import type { StreamId } from '../../contracts/ids.ts';
import type { Database } from './database.ts';

/** A timer row that is due. */
export interface TimerRow {
  readonly streamId: StreamId;
  readonly timerId: string;
  readonly dueAt: Date;
  readonly correlationId: string;
  readonly traceparent: string;
}

/** The timers that are due at `now`, longest overdue first. Those of actors with held messages wait. */
export const dueTimers = async (
  database: Database,
  schema: string,
  now: number,
  limit: number,
): Promise<readonly TimerRow[]> => {
  const { rows } = await sql<TimerRow>`
    select stream_id as "streamId", timer_id as "timerId", due_at as "dueAt",
        correlation_id as "correlationId", traceparent
      from ${sql.table(`${schema}.timers`)} as timer
      where due_at <= ${new Date(now).toISOString()}::timestamptz
        and not exists (select 1 from ${sql.table(`${schema}.held_messages`)} as held
          where held.stream_id = timer.stream_id)
      order by due_at limit ${limit}`.execute(database);
  return rows;
};

/** Deletes a timer that its actor no longer has; one that was set anew in the meantime stays. */
export const deleteStaleTimer = async (
  database: Database,
  schema: string,
  timer: TimerRow,
): Promise<void> => {
  await sql`delete from ${sql.table(`${schema}.timers`)}
    where stream_id = ${timer.streamId} and timer_id = ${timer.timerId}
      and due_at = ${timer.dueAt.toISOString()}::timestamptz`.execute(database);
};

/** Puts a timer off that cannot fire now, so that it does not hold up the others. */
export const postponeTimer = async (
  database: Database,
  schema: string,
  timer: TimerRow,
  until: number,
): Promise<void> => {
  await sql`update ${sql.table(`${schema}.timers`)} set due_at = ${new Date(until).toISOString()}::timestamptz
    where stream_id = ${timer.streamId} and timer_id = ${timer.timerId}
      and due_at = ${timer.dueAt.toISOString()}::timestamptz`.execute(database);
};
