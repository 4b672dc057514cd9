import { sql } from 'kysely';
import type { StreamId } from '../../contracts/ids.ts';
import type { KeptActor } from '../actor/compare-actor.ts';
import type { Database } from './database.ts';
import { type StreamEvent, streamEventColumns } from './read-stream.ts';

/** A range of streams in the order of the database: above `after`, up to `upTo` or to the end. */
export interface StreamRange {
  readonly after: string;
  readonly upTo: string | undefined;
}

/** The next actors with their timers, at one moment: no commit comes between an actor and its timers. */
export const actorsAfter = async (
  database: Database,
  schema: string,
  after: string,
  limit: number,
): Promise<readonly KeptActor[]> => {
  const { rows } = await sql<KeptActor>`
    select stream_id as "streamId", version, machine_version as "machineVersion", state, snapshot,
        coalesce((select json_object_agg(timer_id, round(extract(epoch from due_at) * 1000))
          from ${sql.table(`${schema}.timers`)} as timer where timer.stream_id = actor.stream_id), '{}') as timers
      from ${sql.table(`${schema}.actors`)} as actor
      where stream_id > ${after} order by stream_id limit ${limit}`.execute(database);
  return rows;
};

const atOnce = 200;

/**
 * Every event of these streams, stream by stream and in order. The next 200 are read while these are worked on; never
 * more than 400 are in memory, however long the streams are.
 */
export async function* eventsOf(
  database: Database,
  schema: string,
  { after, upTo }: StreamRange,
): AsyncGenerator<StreamEvent> {
  const read = async (streamId: string, version: number): Promise<readonly StreamEvent[]> => {
    const { rows } = await sql<StreamEvent>`
      select ${streamEventColumns} from ${sql.table(`${schema}.events`)}
        where (stream_id, version) > (${streamId}, ${version}::bigint)
          ${upTo === undefined ? sql`` : sql`and stream_id <= ${upTo}`}
        order by stream_id, version limit ${atOnce}`.execute(database);
    return rows;
  };
  let coming = read(after, Number.MAX_SAFE_INTEGER);
  for (;;) {
    const rows = await coming;
    const [end] = rows.slice(-1);
    if (end && rows.length === atOnce) {
      coming = read(end.streamId, end.version);
      // Who leaves before it is there does not hear of its fault.
      coming.catch(() => {});
    }
    yield* rows;
    if (rows.length < atOnce) return;
  }
}

/** How far these actors are now; one that does not exist is left out. */
export const versionsOf = async (
  database: Database,
  schema: string,
  streams: readonly StreamId[],
): Promise<ReadonlyMap<StreamId, number>> => {
  const { rows } = await sql<{ streamId: StreamId; version: number }>`
    select stream_id as "streamId", version from ${sql.table(`${schema}.actors`)}
      where stream_id = any(array(select json_array_elements_text(${JSON.stringify(streams)}::json)))`.execute(
    database,
  );
  return new Map(rows.map(({ streamId, version }) => [streamId, version]));
};

/** Timers of actors that do not exist. */
export const strayTimers = async (
  database: Database,
  schema: string,
  { after, upTo }: StreamRange,
): Promise<readonly { readonly streamId: StreamId; readonly timerId: string }[]> => {
  const { rows } = await sql<{ streamId: StreamId; timerId: string }>`
    select stream_id as "streamId", timer_id as "timerId" from ${sql.table(`${schema}.timers`)} as timer
      where stream_id > ${after} ${upTo === undefined ? sql`` : sql`and stream_id <= ${upTo}`}
        and not exists (select from ${sql.table(`${schema}.actors`)} as actor
          where actor.stream_id = timer.stream_id)`.execute(database);
  return rows;
};

/** How many actors a service has. */
export const countActors = async (database: Database, schema: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from ${sql.table(`${schema}.actors`)}`.execute(database);
  return rows[0]?.count ?? 0;
};
