import { type RawBuilder, sql } from 'kysely';
import type { StreamId } from '../../contracts/ids.ts';
import type { Database } from './database.ts';
import { readWholeTable } from './read-whole-table.ts';

/** Actors of a category that are not on a machine version. */
export interface Elsewhere {
  readonly category: string;
  readonly machineVersion: number;
}

const hashes = 2 ** 32;

const isElsewhere = ({ category, machineVersion }: Elsewhere): RawBuilder<unknown> =>
  sql`category = ${category} and machine_version <> ${machineVersion} and version > 0`;

/** The next of them above `after`, as far as their hash puts them into the first `share` (from 0 to 1) of all. */
export const actorsElsewhere = async (
  database: Database,
  schema: string,
  { share, ...which }: Elsewhere & { readonly share: number },
  after: string,
  limit: number,
): Promise<readonly StreamId[]> => {
  const { rows } = await sql<{ streamId: StreamId }>`
    select stream_id as "streamId" from ${sql.table(`${schema}.actors`)}
      where stream_id > ${after} and ${isElsewhere(which)}
        and hashtext(stream_id)::bigint + ${hashes / 2}::bigint < ${Math.ceil(share * hashes)}::bigint
      order by stream_id limit ${limit}`.execute(database);
  return rows.map(({ streamId }) => streamId);
};

/** How many there are. */
export const countElsewhere = async (
  database: Database,
  schema: string,
  which: Elsewhere,
): Promise<number> => {
  const counted = sql<{ count: number }>`
    select count(*) as count from ${sql.table(`${schema}.actors`)} where ${isElsewhere(which)}`;
  const { rows } = await readWholeTable(database, (transaction) => counted.execute(transaction));
  return rows[0]?.count ?? 0;
};
