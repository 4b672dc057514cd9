import { sql } from 'kysely';
import type { Projection } from '../../runtime/projection/projection.ts';

/** What was sent to whom: one row a mail in `notification.notifications`. */
export const notificationProjection: Projection = {
  name: 'notifications',
  tables: ['notifications'],
  project: async (transaction, events, table) => {
    const rows = JSON.stringify(
      events.map(({ streamId, type, data, time }) => ({ stream_id: streamId, type, data, time })),
    );
    const event = sql`json_to_recordset(${rows}::json)
      as event(stream_id text, type text, data jsonb, time timestamptz)`;
    await sql`
      insert into ${table('notifications')}
          (stream_id, order_id, kind, recipient, status, requested_at, updated_at)
        select stream_id, (data->>'orderId')::uuid, data->>'kind', data->>'to', 'requested', time, time
          from ${event} where type = 'MailRequested'`.execute(transaction);
    // A mail has one outcome, and the log has it after its request.
    await sql`
      update ${table('notifications')} as mail
        set status = case event.type when 'MailDelivered' then 'sent' else 'failed' end,
          message_id = event.data->>'messageId', reason = event.data->>'reason', updated_at = event.time
        from ${event}
        where mail.stream_id = event.stream_id and event.type in ('MailDelivered', 'MailUndeliverable')`.execute(
      transaction,
    );
  },
};
