import { sql } from 'kysely';
import type { ActorDefinition } from '../actor/definition.ts';
import { topState } from '../actor/step.ts';
import { groupBy } from '../group-by.ts';
import { countStates } from '../projection/count-states.ts';
import { hastyStatesOf } from '../projection/hasty-states.ts';
import type { Service } from '../service.ts';
import type { Database } from '../store/database.ts';
import type { ActorRow } from '../store/load-batch.ts';

/** An actor that a migration may move. */
export interface ActorInFlight extends ActorRow {
  /** Its messages are held: nothing is done to it until an operator has dealt with them. */
  readonly isBlocked: boolean;
}

/** The states of a machine version, as actors are filtered by them, in which nothing is left to be decided. */
const endsOf = ({ machines }: ActorDefinition<unknown, unknown>, version: number): readonly string[] =>
  machines.find((machine) => machine.version === version)?.endStates.map((value) => topState({ value })) ??
  [];

/**
 * The next actors of a category that are in flight on a machine version, in the order of their streams. Told by their
 * state: to look into a million snapshots took 10 s. One that has ended all the same is found out when it is loaded.
 */
export const actorsInFlight = async (
  database: Database,
  schema: string,
  definition: ActorDefinition<unknown, unknown>,
  machineVersion: number,
  after: string,
  limit: number,
): Promise<readonly ActorInFlight[]> => {
  const ends = JSON.stringify(endsOf(definition, machineVersion));
  const { rows } = await sql<ActorInFlight>`
    select stream_id as "streamId", machine_version as "machineVersion", version, revision, snapshot,
        exists (select 1 from ${sql.table(`${schema}.held_messages`)} as held
          where held.stream_id = actor.stream_id) as "isBlocked"
      from ${sql.table(`${schema}.actors`)} as actor
      where stream_id > ${after} and category = ${definition.category} and machine_version = ${machineVersion}
        and version > 0 and state <> all(array(select json_array_elements_text(${ends}::json)))
      order by stream_id limit ${limit}`.execute(database);
  return rows;
};

/** How many actors of a category are in flight on each machine version. */
export const countInFlight = async (
  { database, name, actors }: Pick<Service, 'database' | 'name' | 'actors'>,
  definition: ActorDefinition<unknown, unknown>,
): Promise<{ readonly version: number; readonly actors: number }[]> => {
  const hasty = hastyStatesOf(actors).map(({ key }) => key);
  const inFlight = (await countStates(database, name, hasty, 0)).filter(
    (each) =>
      each.category === definition.category && !endsOf(definition, each.machineVersion).includes(each.state),
  );
  return [...groupBy(inFlight, ({ machineVersion }) => machineVersion)]
    .map(([version, counts]) => ({ version, actors: counts.reduce((sum, count) => sum + count.actors, 0) }))
    .sort((one, other) => one.version - other.version);
};
