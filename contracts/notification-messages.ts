import Type from 'typebox';
import { event, fact } from './message-type.ts';
import { CancellationReason } from './order-messages.ts';
import { widened } from './upcasters/widened.ts';
import { Amount, Currency, Email, Note, OrderId, PricedLine, ShippingAddress } from './values.ts';

/** Which mail it is. */
export const MailKind = Type.Union([
  Type.Literal('confirmation'),
  Type.Literal('cancellation'),
  Type.Literal('refund'),
  Type.Literal('shipping'),
  Type.Literal('return'),
]);
export type MailKind = Type.Static<typeof MailKind>;

const mail = { orderId: OrderId, kind: MailKind, to: Email };

export const NotificationSent = event('notification', 'NotificationSent', Type.Object(mail), [widened]);
export const NotificationFailed = event(
  'notification',
  'NotificationFailed',
  Type.Object({ ...mail, reason: Type.String() }),
  [widened],
);

/** All that the mail says, so that it can be written without asking anybody. */
export const MailRequested = fact(
  'notification',
  'MailRequested',
  Type.Object({
    ...mail,
    currency: Currency,
    total: Amount,
    lines: Type.Array(PricedLine),
    reason: Type.Optional(CancellationReason),
    note: Type.Optional(Note),
    shippingAddress: Type.Optional(ShippingAddress),
  }),
  [widened],
);
export const MailDelivered = fact('notification', 'MailDelivered', Type.Object({ messageId: Type.String() }));
export const MailUndeliverable = fact(
  'notification',
  'MailUndeliverable',
  Type.Object({ reason: Type.String() }),
);
