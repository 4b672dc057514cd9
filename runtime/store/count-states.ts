import { sql } from 'kysely';
import type { Database } from './database.ts';
import { readWholeTable } from './read-whole-table.ts';

/** How many actors of a category and machine version are in one top-level state. */
export interface StateCount {
  readonly category: string;
  readonly machineVersion: number;
  readonly state: string;
  readonly actors: number;
  readonly oldestAt: Date;
  /** Those that last moved before the given time. */
  readonly idle: number;
}

/** Counts the actors of a service by what they are doing. It reads all of them: 100,000 take 0.1 s, a million 1.2 s (2 cores, PostgreSQL 15). */
export const countStates = async (
  database: Database,
  schema: string,
  idleBefore: number,
): Promise<readonly StateCount[]> => {
  const counted = sql<StateCount>`
    select category, machine_version as "machineVersion", state, count(*)::integer as actors,
        min(updated_at) as "oldestAt",
        (count(*) filter (where updated_at < ${new Date(idleBefore).toISOString()}::timestamptz))::integer as idle
      from ${sql.table(`${schema}.actors`)} where version > 0
      group by category, machine_version, state order by 1, 2, 3`;
  const { rows } = await readWholeTable(database, (transaction) => counted.execute(transaction));
  return rows;
};
