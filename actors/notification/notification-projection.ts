import { sql } from 'kysely';
import type { ProjectedEvent, Projection } from '../../runtime/projection/projection.ts';

/** What was sent to whom: one row a mail in `notification.notifications`. */
export const notificationProjection: Projection = {
  name: 'notifications',
  tables: ['notifications'],
  project: async (transaction, events, table) => {
    const requests = events.filter(({ type }) => type === 'MailRequested');
    // A mail has one outcome, and the log has it after its request.
    const outcomes = new Map(events.filter(isOutcome).map((event) => [event.streamId, event]));
    const inserted = requests.map((request) => requestRow(request, outcomes.get(request.streamId)));
    for (const { streamId } of requests) outcomes.delete(streamId);
    const updated = [...outcomes.values()].map(outcomeRow);
    if (inserted.length > 0)
      await sql`insert into ${table('notifications')} (stream_id, order_id, kind, recipient, status, message_id, reason,
          requested_at, updated_at)
        select stream_id, order_id, kind, recipient, coalesce(status, 'requested'), message_id, reason, requested_at,
            coalesce(updated_at, requested_at)
          from json_to_recordset(${JSON.stringify(inserted)}::json) as row (stream_id text, order_id uuid, kind text,
            recipient text, status text, message_id text, reason text, requested_at timestamptz,
            updated_at timestamptz)`.execute(transaction);
    if (updated.length > 0)
      await sql`with row as (
          select * from json_to_recordset(${JSON.stringify(updated)}::json) as row (stream_id text, status text,
            message_id text, reason text, updated_at timestamptz)
        )
        update ${table('notifications')} as mail set status = row.status, message_id = row.message_id,
            reason = row.reason, updated_at = row.updated_at
          from row where mail.stream_id = row.stream_id and mail.stream_id = any(array(select stream_id from row))`.execute(
        transaction,
      );
  },
};

const isOutcome = ({ type }: ProjectedEvent): boolean =>
  type === 'MailDelivered' || type === 'MailUndeliverable';

const outcomeRow = ({ streamId, type, data, time }: ProjectedEvent) => {
  const { messageId, reason }: { messageId?: string; reason?: string } = data;
  const status = type === 'MailDelivered' ? 'sent' : 'failed';
  return { stream_id: streamId, status, message_id: messageId, reason, updated_at: time };
};

/** A new mail as it is already: most are sent before the projection looks. */
const requestRow = ({ streamId, data, time }: ProjectedEvent, outcome: ProjectedEvent | undefined) => {
  const { orderId, kind, to }: { orderId?: string; kind?: string; to?: string } = data;
  const request = { stream_id: streamId, order_id: orderId, kind, recipient: to, requested_at: time };
  return outcome ? { ...outcomeRow(outcome), ...request } : request;
};
