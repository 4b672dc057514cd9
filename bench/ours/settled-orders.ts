import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import type { SettledOrder } from '../wrong-endings.ts';

/** The orders that were placed at `since` (milliseconds since the epoch) or later, by id. */
export const settledOrders = async (
  database: Database,
  since: number,
): Promise<ReadonlyMap<string, SettledOrder>> => {
  const { rows } = await sql<SettledOrder>`
    select substr(actor.stream_id, 7) as id, actor.state, snapshot->'context'->>'reason' as reason,
        "settledAt"::float8 as "settledAt"
      from ${sql.table('order.actors')} as actor
      left join (
        select stream_id, extract(epoch from min(time)) * 1000 as "settledAt"
          from ${sql.table('order.events')} where state in ('"confirmed"', '"cancelled"') group by stream_id
      ) as settled using (stream_id)
      where category = 'order' and version > 0 and created_at >= ${new Date(since).toISOString()}::timestamptz`.execute(
    database,
  );
  return new Map(rows.map((row) => [row.id, row]));
};
