import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { checkAgreement } from '../../test/oracle/check-oracle.ts';
import { checkReplay } from '../../test/oracle/check-replay.ts';

/** Replaying costs ten times as much as the rest of the oracle: of many orders the last ones are enough. */
const replayedOrders = 1_000;

/** Asks the oracle of the tests about everything, and replays the last orders. The system must be at rest. */
export const audit = async (database: Database, placed: Iterable<string>): Promise<string[]> => {
  const { rows } = await sql<{ since: number }>`
    select coalesce(extract(epoch from min(created_at)) * 1000, 0)::float8 as since from (
      select created_at from ${sql.table('order.actors')} where category = 'order'
        order by created_at desc limit ${replayedOrders}) as last`.execute(database);
  return [
    ...(await checkAgreement(database, { placed })),
    ...(await checkReplay(database, rows[0]?.since ?? 0)),
  ];
};
