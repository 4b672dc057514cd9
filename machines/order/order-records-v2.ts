import { assertEvent } from 'xstate';
import type { CancellationReason } from '../../contracts/order-messages.ts';
import {
  type AttemptV2,
  noAttemptsV2,
  type OrderContextV2,
  type OrderProblemV2,
  type PaymentLedgerV2,
  type StockLedgerV2,
} from './order-context-v2.ts';
import { orderTypesV2 } from './order-types-v2.ts';

const { assign } = orderTypesV2;

const stockIs = (stock: StockLedgerV2) => assign({ stock });
const paymentIs = (payment: PaymentLedgerV2) => assign({ payment });
const cancelFor = (reason: CancellationReason) => assign({ reason });
const problemIs = (problem: OrderProblemV2) => assign({ problem });
const count = (what: AttemptV2) =>
  assign({ attempts: ({ context: { attempts } }) => ({ ...attempts, [what]: attempts[what] + 1 }) });
const pursue = (pursuing: OrderContextV2['pursuing']) =>
  assign({ pursuing, problem: null, attempts: noAttemptsV2 });

/** What the order remembers of each fact. */
export const orderRecordsV2 = {
  recordOrder: assign(({ event }) => {
    assertEvent(event, 'OrderPlaced');
    const { customerId, email, currency, lines, total, shippingAddress, channel, prepaid, payment } = event;
    const paymentToken = payment?.token ?? '';
    return { customerId, email, currency, lines, total, shippingAddress, channel, prepaid, paymentToken };
  }),
  recordReturn: assign(({ event }) => {
    assertEvent(event, 'ReturnRequested');
    return { note: event.note };
  }),

  stockRequested: stockIs('requested'),
  stockReserved: stockIs('reserved'),
  stockRejected: stockIs('none'),
  stockCommitted: stockIs('committed'),
  stockReleased: stockIs('released'),
  stockShipped: stockIs('shipped'),
  stockReturned: stockIs('returned'),
  stockLost: stockIs('lost'),

  paymentRequested: paymentIs('requested'),
  paymentAuthorized: paymentIs('authorized'),
  paymentDeclined: paymentIs('none'),
  captureRequested: paymentIs('captureRequested'),
  captureRejected: paymentIs('authorized'),
  paymentCaptured: paymentIs('captured'),
  paymentVoided: paymentIs('voided'),
  paymentRefunded: paymentIs('refunded'),

  cancelForOutOfStock: cancelFor('out-of-stock'),
  cancelForStockTimeout: cancelFor('stock-timeout'),
  cancelForDeclinedPayment: cancelFor('payment-declined'),
  cancelForUnclearPayment: cancelFor('payment-unclear'),
  cancelForPaymentTimeout: cancelFor('payment-timeout'),
  cancelForFailedConfirmation: cancelFor('confirmation-failed'),
  cancelForConfirmationTimeout: cancelFor('confirmation-timeout'),
  cancelForFailedCapture: cancelFor('capture-failed'),
  cancelForCustomer: assign(({ event }) => {
    assertEvent(event, 'CancellationRequested');
    return { reason: 'cancelled-by-customer' as const, note: event.note };
  }),
  cancelForLostParcel: assign(({ event }) => {
    assertEvent(event, 'CancellationRequested');
    return { reason: 'lost-in-transit' as const, note: event.note };
  }),

  pursueCompensation: pursue('compensation'),
  pursueShipment: pursue('shipment'),
  pursueDelivery: pursue('delivery'),
  pursueReturn: pursue('return'),

  countRelease: count('release'),
  countVoid: count('void'),
  countRefund: count('refund'),
  countCapture: count('capture'),
  countShipment: count('shipment'),
  countRestock: count('restock'),

  releaseUnanswered: problemIs('release-unanswered'),
  releaseRejected: problemIs('release-rejected'),
  voidUnanswered: problemIs('void-unanswered'),
  refundUnanswered: problemIs('refund-unanswered'),
  refundRejected: problemIs('refund-rejected'),
  captureUnanswered: problemIs('capture-unanswered'),
  shipmentUnanswered: problemIs('shipment-unanswered'),
  shipmentRejected: problemIs('shipment-rejected'),
  deliveryOverdue: problemIs('delivery-overdue'),
  restockUnanswered: problemIs('restock-unanswered'),
  restockRejected: problemIs('restock-rejected'),
};
