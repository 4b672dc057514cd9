import { sql } from 'kysely';
import type { Database } from './database.ts';

/** How many messages a service holds, by what they wait for. */
export interface HeldCounts {
  readonly dead: number;
  readonly retrying: number;
  readonly parked: number;
}

/** Counts what is held. */
export const countHeld = async (database: Database, schema: string): Promise<HeldCounts> => {
  const { rows } = await sql<{ state: keyof HeldCounts; held: number }>`
    select state, count(*)::integer as held from ${sql.table(`${schema}.held_messages`)} group by state`.execute(
    database,
  );
  const of = (state: keyof HeldCounts) => rows.find((row) => row.state === state)?.held ?? 0;
  return { dead: of('dead'), retrying: of('retrying'), parked: of('parked') };
};
