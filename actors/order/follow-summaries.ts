import { sql } from 'kysely';
import { type Clock, pause } from '../../runtime/clock.ts';
import type { ServerSentEvent } from '../../runtime/http/server-sent-events.ts';
import type { Database } from '../../runtime/store/database.ts';
import { type OrderRow, orderColumns, orderSummary } from './order-page.ts';
import { orderSummaries } from './order-summaries.ts';

const lookEveryMs = 1_000;

/**
 * The rows of the list that changed after `after`, again and again until `signal` aborts; 0 begins now. The id of an
 * event is a transaction of the log: all that it and those before it did is in the rows.
 */
export async function* followSummaries(
  { database, clock }: { readonly database: Database; readonly clock: Clock },
  after: number,
  signal: AbortSignal,
): AsyncGenerator<ServerSentEvent> {
  let seen = after;
  if (seen === 0) {
    seen = await projectedUpTo(database);
    yield { id: seen, event: 'changed', data: [] };
  }
  while (!signal.aborted) {
    const upTo = await projectedUpTo(database);
    if (upTo > seen) {
      const rows = await changedBetween(database, seen, upTo);
      seen = upTo;
      if (rows.length > 0) yield { id: seen, event: 'changed', data: rows.map(orderSummary) };
    }
    await pause(clock, lookEveryMs, signal);
  }
}

/** The last transaction of the log that is whole in the list: a batch of the projection may end within one. */
const projectedUpTo = async (database: Database): Promise<number> => {
  const { rows } = await sql<{ transactionId: string }>`
    select (case when exists (select from ${sql.table('order.events')} as event
          where event.transaction_id = checkpoint.transaction_id and event.position > checkpoint.position)
        then checkpoint.transaction_id::text::bigint - 1 else checkpoint.transaction_id::text::bigint end)::text
        as "transactionId"
      from ${sql.table('order.checkpoints')} as checkpoint where projection = ${orderSummaries.name}`.execute(
    database,
  );
  return Number(rows[0]?.transactionId ?? 0);
};

/** Of what happened while nobody listened, more than this is not told: the list is read anew then. */
const mostRows = 1_000;

const changedBetween = async (
  database: Database,
  after: number,
  upTo: number,
): Promise<readonly OrderRow[]> => {
  const { rows } = await sql<OrderRow>`
    select ${orderColumns} from ${sql.table('order.order_summaries')}
      where order_id in (select substr(stream_id, 7)::uuid from ${sql.table('order.events')}
        where transaction_id > ${String(after)}::xid8 and transaction_id <= ${String(upTo)}::xid8
          and stream_id like 'order-%')
      order by placed_at desc, order_id desc limit ${mostRows}`.execute(database);
  return rows;
};
