import type { OrderContextV1 } from './order-context-v1.ts';
import { orderTypesV1 } from './order-types-v1.ts';

const { emit } = orderTypesV1;

/** What every published change of an order tells. */
const told = ({ orderId, customerId, email, currency, lines, total }: OrderContextV1) => ({
  orderId,
  customerId,
  email,
  currency,
  lines,
  total,
});

/** What the order asks of other services and publishes. */
export const orderMessagesV1 = {
  publishPlaced: emit(({ context }) => ({ type: 'OrderPlaced', ...told(context) })),
  publishConfirmed: emit(({ context }) => ({ type: 'OrderConfirmed', ...told(context) })),
  publishCancelled: emit(({ context }) => ({
    type: 'OrderCancelled',
    ...told(context),
    // Every way to `cancelled` names its reason first; this is what one that forgot would be told as.
    reason: context.reason ?? 'confirmation-failed',
    ...(context.note === null ? {} : { note: context.note }),
  })),
  publishRefunded: emit(({ context }) => ({ type: 'OrderRefunded', ...told(context) })),
  publishFulfilled: emit(({ context }) => ({ type: 'OrderFulfilled', ...told(context) })),
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
