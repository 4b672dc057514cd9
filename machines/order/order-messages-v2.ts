import type { OrderContextV2 } from './order-context-v2.ts';
import { orderTypesV2 } from './order-types-v2.ts';

const { emit } = orderTypesV2;

/** What every published change of an order tells. */
const told = ({ orderId, customerId, email, currency, lines, total }: OrderContextV2) => ({
  orderId,
  customerId,
  email,
  currency,
  lines,
  total,
});

/** What the order asks of other services and publishes. */
export const orderMessagesV2 = {
  publishPlaced: emit(({ context }) => ({
    type: 'OrderPlaced',
    ...told(context),
    shippingAddress: context.shippingAddress,
    channel: context.channel,
    prepaid: context.prepaid,
  })),
  publishConfirmed: emit(({ context }) => ({ type: 'OrderConfirmed', ...told(context) })),
  publishCancelled: emit(({ context }) => ({
    type: 'OrderCancelled',
    ...told(context),
    // Every way to `cancelled` names its reason first; this is what one that forgot would be told as.
    reason: context.reason ?? 'confirmation-failed',
    ...(context.note === null ? {} : { note: context.note }),
  })),
  publishRefunded: emit(({ context }) => ({ type: 'OrderRefunded', ...told(context) })),
  publishShipped: emit(({ context }) => ({
    type: 'OrderShipped',
    ...told(context),
    shippingAddress: context.shippingAddress,
  })),
  publishDelivered: emit(({ context }) => ({ type: 'OrderDelivered', ...told(context) })),
  publishReturned: emit(({ context }) => ({
    type: 'OrderReturned',
    ...told(context),
    // Whoever returns an order says why.
    note: context.note ?? 'returned',
  })),
  publishCompleted: emit(({ context }) => ({ type: 'OrderCompleted', ...told(context) })),
  publishResumed: emit(({ context }) => ({ type: 'OrderResumed', ...told(context) })),
  publishNeedsAttention: emit(({ context }) => ({
    type: 'OrderNeedsAttention',
    ...told(context),
    problem: context.problem ?? 'unknown',
  })),

  requestReservation: emit(({ context: { orderId, lines } }) => ({
    type: 'ReserveStock',
    orderId,
    lines: lines.map(({ sku, quantity }) => ({ sku, quantity })),
  })),
  requestCommit: emit(({ context: { orderId } }) => ({ type: 'CommitReservation', orderId })),
  requestRelease: emit(({ context: { orderId } }) => ({ type: 'ReleaseStock', orderId })),
  requestShipment: emit(({ context: { orderId } }) => ({ type: 'ShipStock', orderId })),
  requestRestock: emit(({ context: { orderId } }) => ({ type: 'ReturnStock', orderId })),

  requestAuthorization: emit(({ context: { orderId, total, currency, paymentToken } }) => ({
    type: 'AuthorizePayment',
    orderId,
    amount: total,
    currency,
    token: paymentToken,
  })),
  requestCapture: emit(({ context: { orderId } }) => ({ type: 'CapturePayment', orderId })),
  requestVoid: emit(({ context: { orderId } }) => ({ type: 'VoidPayment', orderId })),
  requestRefund: emit(({ context: { orderId } }) => ({ type: 'RefundPayment', orderId })),
};
