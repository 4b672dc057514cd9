import Type from 'typebox';
import {
  MailParams,
  type Notification,
  NotificationPage,
  NotificationQuery,
} from '../../contracts/http/notification-http.ts';
import { createCursor } from '../../runtime/http/cursor.ts';
import type { HttpServer } from '../../runtime/http/http-server.ts';
import type { Service } from '../../runtime/service.ts';
import { composeMail } from './compose-mail.ts';
import { composeMime, mime } from './compose-mime.ts';
import { readMailRequest } from './read-mail-request.ts';
import { type NotificationRow, readNotifications } from './read-notifications.ts';

/** The last millisecond of the year 9999: what is later PostgreSQL does not read as RFC 3339. */
const latest = 253_402_300_799_999;
const cursor = createCursor(
  Type.Object(
    { requestedAt: Type.Integer({ minimum: 0, maximum: latest }), streamId: Type.String() },
    { additionalProperties: false },
  ),
);

const render = (row: NotificationRow): Notification => ({
  orderId: row.orderId,
  kind: row.kind,
  to: row.to,
  status: row.status,
  ...(row.reason !== null && { reason: row.reason }),
  ...(row.messageId !== null && { messageId: row.messageId }),
  requestedAt: row.requestedAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

/** `GET /notifications`, a page of the read model, and each mail as mail programs open it, sent by `from`. */
export const addNotificationRoutes = (server: HttpServer, service: Service, from: string): void => {
  server.get(
    '/notifications',
    {
      schema: {
        tags: ['notifications'],
        summary: 'What was sent to whom, newest first',
        querystring: NotificationQuery,
        response: { 200: NotificationPage },
      },
    },
    async ({ query: { orderId, limit, cursor: text } }): Promise<NotificationPage> => {
      const after = text === undefined ? undefined : cursor.decode(text);
      // One more than the page, to know whether another follows.
      const rows = await readNotifications(service.database, {
        orderId,
        after: after && { streamId: after.streamId, requestedAt: new Date(after.requestedAt) },
        limit: limit + 1,
      });
      const page = rows.slice(0, limit);
      const last = rows.length > limit ? page.at(-1) : undefined;
      return {
        notifications: page.map(render),
        ...(last && {
          next: cursor.encode({ requestedAt: last.requestedAt.getTime(), streamId: last.streamId }),
        }),
      };
    },
  );
  server.get(
    '/notifications/:orderId/:kind/mail',
    {
      schema: {
        tags: ['notifications'],
        summary: 'One mail as mail programs open it, sent or not',
        params: MailParams,
        response: {
          200: {
            description: 'The mail, written anew from what was recorded when it was asked for',
            content: { [mime]: { schema: Type.String({ description: 'MIME, text and HTML' }) } },
          },
        },
      },
    },
    async ({ params: { kind, orderId } }, reply) => {
      const { request, time } = await readMailRequest(service, kind, orderId);
      return reply
        .type(mime)
        .header('content-disposition', `inline; filename="${kind}-${orderId}.eml"`)
        .send(await composeMime(composeMail(request, from), time));
    },
  );
};
