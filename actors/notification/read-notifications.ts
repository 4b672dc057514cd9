import { sql } from 'kysely';
import type { Notification } from '../../contracts/http/notification-http.ts';
import type { Database } from '../../runtime/store/database.ts';

/** A mail in the read model. */
export interface NotificationRow extends Pick<Notification, 'orderId' | 'kind' | 'to' | 'status'> {
  readonly streamId: string;
  /** Why it failed; null unless it did. */
  readonly reason: string | null;
  /** Null until it is sent. */
  readonly messageId: string | null;
  readonly requestedAt: Date;
  readonly updatedAt: Date;
}

/** Which rows to read: those of one order or of all, after the row that `after` names. */
export interface NotificationsRead {
  readonly orderId: string | undefined;
  readonly after: { readonly requestedAt: Date; readonly streamId: string } | undefined;
  readonly limit: number;
}

/** Reads mails, newest first. Many are asked for in one batch, at one time: the stream id orders those. */
export const readNotifications = async (
  database: Database,
  { orderId, after, limit }: NotificationsRead,
): Promise<readonly NotificationRow[]> => {
  const conditions = [
    sql`true`,
    ...(orderId === undefined ? [] : [sql`order_id = ${orderId}::uuid`]),
    ...(after === undefined
      ? []
      : [
          sql`(requested_at, stream_id) < (${after.requestedAt.toISOString()}::timestamptz, ${after.streamId})`,
        ]),
  ];
  const { rows } = await sql<NotificationRow>`
    select stream_id as "streamId", order_id as "orderId", kind, recipient as "to", status, reason,
        message_id as "messageId", requested_at as "requestedAt", updated_at as "updatedAt"
      from notification.notifications
      where ${sql.join(conditions, sql` and `)}
      order by requested_at desc, stream_id desc
      limit ${limit}`.execute(database);
  return rows;
};
