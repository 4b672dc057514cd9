import Type, { type Static } from 'typebox';
import { MailKind } from '../notification-messages.ts';
import { OrderId } from '../values.ts';

/** What `GET /notifications` is asked with. */
export const NotificationQuery = Type.Object(
  {
    orderId: Type.Optional(OrderId),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: Type.Optional(Type.String({ minLength: 1, description: '`next` of the page before' })),
  },
  { additionalProperties: false },
);

/** What `GET /notifications/{orderId}/{kind}/mail` is asked with. */
export const MailParams = Type.Object({ orderId: OrderId, kind: MailKind });

/** One mail to one customer about one order. */
export const Notification = Type.Object({
  orderId: OrderId,
  kind: MailKind,
  to: Type.String({ description: 'The address that it goes to' }),
  status: Type.Union([Type.Literal('requested'), Type.Literal('sent'), Type.Literal('failed')]),
  reason: Type.Optional(Type.String({ description: 'Why it failed' })),
  messageId: Type.Optional(Type.String({ description: 'The Message-ID that it was sent with' })),
  requestedAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
});
export type Notification = Static<typeof Notification>;

/** Mails, newest first. */
export const NotificationPage = Type.Object({
  notifications: Type.Array(Notification),
  next: Type.Optional(Type.String({ description: 'cursor of the next page; missing on the last' })),
});
export type NotificationPage = Static<typeof NotificationPage>;
