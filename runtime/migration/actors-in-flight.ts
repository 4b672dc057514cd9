import { type RawBuilder, sql } from 'kysely';
import type { Database } from '../store/database.ts';
import type { ActorRow } from '../store/load-batch.ts';

/** An actor that a migration may move. */
export interface ActorInFlight extends ActorRow {
  /** Its messages are held: nothing is done to it until an operator has dealt with them. */
  readonly isBlocked: boolean;
}

/** Done is known by the snapshot; one without a snapshot may be, and is found out when it is loaded. */
const inFlight: RawBuilder<unknown> = sql`version > 0 and (snapshot->>'done')::boolean is not true`;

/** The next actors of a category that are in flight on a machine version, in the order of their streams. */
export const actorsInFlight = async (
  database: Database,
  schema: string,
  category: string,
  machineVersion: number,
  after: string,
  limit: number,
): Promise<readonly ActorInFlight[]> => {
  const { rows } = await sql<ActorInFlight>`
    select stream_id as "streamId", machine_version as "machineVersion", version, revision, snapshot,
        exists (select 1 from ${sql.table(`${schema}.held_messages`)} as held
          where held.stream_id = actor.stream_id) as "isBlocked"
      from ${sql.table(`${schema}.actors`)} as actor
      where stream_id > ${after} and category = ${category} and machine_version = ${machineVersion} and ${inFlight}
      order by stream_id limit ${limit}`.execute(database);
  return rows;
};

/** How many actors of a category are in flight on each machine version. */
export const countInFlight = async (
  database: Database,
  schema: string,
  category: string,
): Promise<{ readonly version: number; readonly actors: number }[]> => {
  const { rows } = await sql<{ version: number; actors: number }>`
    select machine_version as version, count(*) as actors from ${sql.table(`${schema}.actors`)}
      where category = ${category} and ${inFlight} group by machine_version order by machine_version`.execute(
    database,
  );
  return rows;
};
