import { sql } from 'kysely';
import type { GatewayBookEntry } from '../../actors/payment/gateway-book.ts';
import type { Database } from '../../runtime/store/database.ts';

type Kept = (entry: GatewayBookEntry | undefined) => boolean;

const paid: Kept = (entry) =>
  entry !== undefined && entry.captured.count === 1 && entry.voided.count + entry.refunded.count === 0;
const heldOrPaid: Kept = (entry) =>
  paid(entry) ||
  (entry?.authorized.count === 1 && entry.captured.count + entry.voided.count + entry.refunded.count === 0);
const settled: Kept = (entry) =>
  entry === undefined ||
  (entry.captured.count === 0
    ? entry.authorized.count === entry.voided.count
    : entry.refunded.count === entry.captured.count);

/** What the gateway's book must say while an order or a payment is in a state: whoever believes it has asked. */
const kept: Readonly<Record<string, Readonly<Record<string, Kept>>>> = {
  order: {
    confirmed: heldOrPaid,
    fulfilling: paid,
    fulfilled: paid,
    'shipping-stock': paid,
    shipped: paid,
    delivered: paid,
    completed: paid,
    returned: settled,
    cancelled: settled,
  },
  payment: { captured: paid, declined: settled, voided: settled, refunded: settled },
};

/** Which orders and payments of `service` believe at this moment what the gateway has not done. */
export const lookAtMoney = async (
  service: string,
  database: Database,
  book: ReadonlyMap<string, GatewayBookEntry>,
): Promise<readonly string[]> => {
  const states = kept[service];
  if (!states) return [];
  const { rows } = await sql<{ id: string; state: string }>`
    select substr(stream_id, length(category) + 2) as id, state from ${sql.table(`${service}.actors`)}
      where category = ${service} order by stream_id`.execute(database);
  return rows.flatMap(({ id, state }) =>
    states[state]?.(book.get(id)) === false
      ? [`the ${service} of ${id} is ${state}, the gateway has ${JSON.stringify(book.get(id))}`]
      : [],
  );
};
