import { assertEvent } from 'xstate';
import type { CancellationReason } from '../../contracts/order-messages.ts';
import type { OrderContextV1, OrderProblemV1, PaymentLedgerV1, StockLedgerV1 } from './order-context-v1.ts';
import { orderTypesV1 } from './order-types-v1.ts';

const { assign } = orderTypesV1;

const stockIs = (stock: StockLedgerV1) => assign({ stock });
const paymentIs = (payment: PaymentLedgerV1) => assign({ payment });
const cancelFor = (reason: CancellationReason) => assign({ reason });
const problemIs = (problem: OrderProblemV1) => assign({ problem });
const count = (what: keyof OrderContextV1['attempts']) =>
  assign({ attempts: ({ context: { attempts } }) => ({ ...attempts, [what]: attempts[what] + 1 }) });
const pursue = (pursuing: OrderContextV1['pursuing']) =>
  assign({ pursuing, problem: null, attempts: { release: 0, void: 0, refund: 0, shipment: 0 } });

/** What the order remembers of each fact. */
export const orderRecordsV1 = {
  recordOrder: assign(({ event }) => {
    assertEvent(event, 'OrderPlaced');
    const { customerId, email, currency, lines, total, payment } = event;
    return { customerId, email, currency, lines, total, paymentToken: payment?.token ?? '' };
  }),

  stockRequested: stockIs('requested'),
  stockReserved: stockIs('reserved'),
  stockRejected: stockIs('none'),
  stockCommitted: stockIs('committed'),
  stockReleased: stockIs('released'),
  stockShipped: stockIs('shipped'),

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
  cancelForCustomer: assign(({ event }) => {
    assertEvent(event, 'CancellationRequested');
    return { reason: 'cancelled-by-customer' as const, note: event.note };
  }),

  pursueCompensation: pursue('compensation'),
  pursueFulfilment: pursue('fulfilment'),

  countRelease: count('release'),
  countVoid: count('void'),
  countRefund: count('refund'),
  countShipment: count('shipment'),

  releaseUnanswered: problemIs('release-unanswered'),
  releaseRejected: problemIs('release-rejected'),
  voidUnanswered: problemIs('void-unanswered'),
  refundUnanswered: problemIs('refund-unanswered'),
  refundRejected: problemIs('refund-rejected'),
  shipmentUnanswered: problemIs('shipment-unanswered'),
  shipmentRejected: problemIs('shipment-rejected'),
};
