import { type StreamId, streamId } from '../../contracts/ids.ts';
import type { DataOf, Fact } from '../../contracts/message-type.ts';
import type { MailKind, MailRequested } from '../../contracts/notification-messages.ts';
import {
  OrderCancelled,
  OrderConfirmed,
  OrderRefunded,
  OrderReturned,
  OrderShipped,
} from '../../contracts/order-messages.ts';
import { mailMachineV1 } from '../../machines/mail/mail-machine-v1.ts';
import { type ActorDefinition, onEvent } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { mailActivities } from './mail-activities.ts';
import type { Mailer } from './mailer.ts';

type Order = DataOf<
  | typeof OrderConfirmed
  | typeof OrderRefunded
  | typeof OrderCancelled
  | typeof OrderShipped
  | typeof OrderReturned
>;

/** The stream of the one mail of this kind for this order. */
export const mailStream = (kind: MailKind, orderId: string): StreamId =>
  streamId('mail', `${kind}-${orderId}`);

/** All that the mail says comes with the event: nobody is asked later. */
const requested =
  (kind: MailKind) =>
  (order: Order): Fact<typeof MailRequested> => ({
    type: 'MailRequested',
    orderId: order.orderId,
    kind,
    to: order.email,
    currency: order.currency,
    total: order.total,
    lines: order.lines,
    ...('reason' in order && { reason: order.reason }),
    ...('note' in order && { note: order.note }),
    ...('shippingAddress' in order &&
      order.shippingAddress !== null && { shippingAddress: order.shippingAddress }),
  });

const mailOf = (kind: MailKind) => ({
  creates: true,
  subject: (order: Order) => mailStream(kind, order.orderId),
  fact: requested(kind),
});

/**
 * One mail, `mail-<kind>-<orderId>`: however often and in whatever order the events of an order arrive, each kind
 * is asked for once. `from` is the sender's address.
 */
export const mailActor = (mailer: Mailer, from: string): ActorDefinition<unknown, unknown> => ({
  category: 'mail',
  machines: [durableMachine(mailMachineV1)],
  reactions: [
    onEvent(OrderConfirmed, mailOf('confirmation')),
    onEvent(OrderCancelled, mailOf('cancellation')),
    onEvent(OrderRefunded, mailOf('refund')),
    onEvent(OrderShipped, mailOf('shipping')),
    onEvent(OrderReturned, mailOf('return')),
  ],
  activities: mailActivities(mailer, from),
});
