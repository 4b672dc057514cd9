import { sql } from 'kysely';
import type { StreamId } from '../../contracts/ids.ts';
import type { FactEvent } from '../actor/actor-state.ts';
import type { ActorCommit } from './actor-commit.ts';
import type { Database } from './database.ts';

/** An activity that was requested and whose outcome is not recorded yet. */
export interface ActivityRow {
  readonly id: string;
  readonly streamId: StreamId;
  readonly request: FactEvent;
  /** Attempts that failed so far. */
  readonly attempts: number;
  readonly correlationId: string;
  readonly traceparent: string;
}

/** The activities that a commit asked for, as their rows are. */
export const requestedActivities = ({ activities, after, cause }: ActorCommit): readonly ActivityRow[] =>
  activities.map(({ id, request }) => ({
    id,
    request,
    streamId: after.streamId,
    attempts: 0,
    correlationId: cause.correlationId,
    traceparent: cause.traceparent,
  }));

/** Takes activities that are due, or whose process let its lease end, and leases them until `until`. */
export const claimActivities = async (
  database: Database,
  schema: string,
  now: number,
  until: number,
  limit: number,
): Promise<readonly ActivityRow[]> => {
  const table = sql.table(`${schema}.activities`);
  const { rows } = await sql<ActivityRow>`
    update ${table} as activity set due_at = ${new Date(until).toISOString()}::timestamptz
      where id in (select id from ${table} where due_at <= ${new Date(now).toISOString()}::timestamptz
        order by due_at limit ${limit} for update skip locked)
      returning id, stream_id as "streamId", request, attempts, correlation_id as "correlationId", traceparent`.execute(
    database,
  );
  return rows;
};

/** How far an activity is whose outcome is not recorded yet. */
export interface UnfinishedActivity {
  readonly id: string;
  /** How many have failed so far. */
  readonly attempts: number;
  /** When it is tried again, or the end of the lease of the attempt that runs. */
  readonly dueAt: Date;
  readonly lastError: string | null;
}

/** Those of these activities whose outcome is not recorded yet, by id. */
export const unfinishedActivities = async (
  database: Database,
  schema: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, UnfinishedActivity>> => {
  const { rows } = await sql<UnfinishedActivity>`
    select id, attempts, due_at as "dueAt", last_error as "lastError" from ${sql.table(`${schema}.activities`)}
      where id = any(array(select json_array_elements_text(${JSON.stringify(ids)}::json)))`.execute(database);
  return new Map(rows.map((row) => [row.id, row]));
};

/** Moves the end of the lease on, for activities that are running. */
export const renewActivities = async (
  database: Database,
  schema: string,
  ids: readonly string[],
  until: number,
): Promise<void> => {
  await sql`update ${sql.table(`${schema}.activities`)} set due_at = ${new Date(until).toISOString()}::timestamptz
    where id = any(array(select json_array_elements_text(${JSON.stringify(ids)}::json)))`.execute(database);
};

/** Records a failed attempt and when the next is due. */
export const postponeActivity = async (
  database: Database,
  schema: string,
  id: string,
  attempts: number,
  dueAt: number,
  lastError: string,
): Promise<void> => {
  await sql`update ${sql.table(`${schema}.activities`)}
    set attempts = ${attempts}, due_at = ${new Date(dueAt).toISOString()}::timestamptz, last_error = ${lastError}
    where id = ${id}`.execute(database);
};
