import { sql } from 'kysely';
import type { Database } from '../store/database.ts';
import { foldStateCounts, type HastyStates, hastySpanMs } from './fold-state-counts.ts';

/** How many actors of a category and machine version are in one top-level state, and since when. */
export interface StateCount {
  readonly category: string;
  readonly machineVersion: number;
  /** As the machine names it. */
  readonly state: string;
  readonly actors: number;
  /** When the first of them came; where it has left since, as early as somebody who is still there may have come. */
  readonly oldestAt: Date;
  /** Of a hasty state: those that came before the given time; told up to ten seconds later. */
  readonly idle: number;
}

/**
 * Counts the actors of a service by what they are doing. It reads what was added to the log since somebody counted last,
 * and a row for each span of time with actors left in it, so it costs the same however many rest.
 */
export const countStates = async (
  database: Database,
  schema: string,
  hasty: HastyStates,
  idleBefore: number,
): Promise<readonly StateCount[]> => {
  await foldStateCounts(database, schema, hasty);
  const cameBefore = new Date(idleBefore - hastySpanMs).toISOString();
  const { rows } = await sql<StateCount>`
    select category, machine_version as "machineVersion", state, sum(actors)::integer as actors,
        min(oldest) filter (where actors > 0) as "oldestAt",
        coalesce(sum(actors) filter (where since <= ${cameBefore}::timestamptz), 0)::integer as idle
      from ${sql.table(`${schema}.state_counts`)} 
      group by category, machine_version, state having sum(actors) > 0 order by 1, 2, 3`.execute(database);
  return rows;
};
