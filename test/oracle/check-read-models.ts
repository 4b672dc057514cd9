import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import type { SystemReading } from './read-system.ts';

interface Summary {
  readonly id: string;
  readonly row: string;
}

/** State of a mail → what the list calls it. */
const mailStatus: Readonly<Record<string, string>> = {
  sending: 'requested',
  sent: 'sent',
  undelivered: 'failed',
};

/** The lists of orders and of mails say what the actors' own rows say, and no more. */
export const checkReadModels = async (
  database: Database,
  { orders, mails }: SystemReading,
): Promise<string[]> => {
  const { rows: summaries } = await sql<Summary>`
    select order_id::text as id, concat_ws(' ', customer_id, status, currency, total, version,
        round(extract(epoch from placed_at) * 1000), round(extract(epoch from updated_at) * 1000)) as row
      from ${sql.table('order.order_summaries')}`.execute(database);
  const { rows: notifications } = await sql<Summary>`
    select substr(stream_id, 6) as id, concat_ws(' ', kind, order_id, recipient, status, message_id) as row
      from notification.notifications`.execute(database);
  return [
    ...compare(
      'the list of orders',
      summaries,
      [...orders.values()].map(({ id, state, version, createdAt, updatedAt, context }) => ({
        id,
        row: [context.customerId, state, context.currency, context.total, version, createdAt, updatedAt].join(
          ' ',
        ),
      })),
    ),
    ...compare(
      'the list of mails',
      notifications,
      [...mails.values()].map(({ id, state, context: { mail, messageId } }) => ({
        id,
        row: [mail?.kind, mail?.orderId, mail?.to, mailStatus[state], messageId]
          .filter((part) => typeof part === 'string')
          .join(' '),
      })),
    ),
  ];
};

const compare = (what: string, found: readonly Summary[], expected: readonly Summary[]): string[] => {
  const rows = new Map(found.map(({ id, row }) => [id, row]));
  const wanted = new Map(expected.map(({ id, row }) => [id, row]));
  return [...new Set([...rows.keys(), ...wanted.keys()])]
    .filter((id) => rows.get(id) !== wanted.get(id))
    .map((id) => `${what} has "${rows.get(id)}" of ${id}, its actor says "${wanted.get(id)}"`);
};
