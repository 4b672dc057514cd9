import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';

/** An actor's row, and what its stream has published. */
export interface ActorReading<Context> {
  readonly streamId: string;
  /** The part of the stream id behind the category. */
  readonly id: string;
  readonly version: number;
  /** Top-level state in kebab-case. */
  readonly state: string;
  readonly context: Context;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Timer id → due, as the snapshot has it. */
  readonly timers: Readonly<Record<string, number>>;
  /** Message type → when its stream emitted it first, in milliseconds since the epoch. */
  readonly emitted: Readonly<Record<string, number>>;
}

/**
 * Reads all actors of `category` in the schema of `service`, by their id. An actor that only refused or ignored
 * messages does not exist and is left out. The type of the context is the caller's word for what the machine writes.
 */
export const readActors = async <Context>(
  database: Database,
  service: string,
  category: string,
): Promise<ReadonlyMap<string, ActorReading<Context>>> => {
  const { rows } = await sql<ActorReading<Context>>`
    with emissions as (
      select stream_id, message->>'type' as type, extract(epoch from min(time)) * 1000 as at
        from ${sql.table(`${service}.events`)}, json_array_elements(emitted) as message
        where stream_id like ${`${category}-%`}
        group by stream_id, message->>'type'
    )
    select stream_id as "streamId", substr(stream_id, ${category.length + 2}) as id, version::integer as version,
        state, snapshot->'context' as context, snapshot->'timers' as timers,
        (snapshot->>'createdAt')::float8 as "createdAt", (snapshot->>'updatedAt')::float8 as "updatedAt",
        coalesce((select json_object_agg(type, at::float8) from emissions
          where emissions.stream_id = actor.stream_id), '{}') as emitted
      from ${sql.table(`${service}.actors`)} as actor
      where category = ${category} and version > 0
      order by stream_id`.execute(database);
  return new Map(rows.map((row) => [row.id, row]));
};
