import type { OrderFactV1 } from '../../machines/order/order-context-v1.ts';
import type { OrderFactV2 } from '../../machines/order/order-context-v2.ts';

export const orderId = '0b3c1a52-7f1e-4a57-9a53-1f4f6f1d2c11';
const money = { amount: 2_500, currency: 'EUR' };

const lines = [
  { sku: 'TEA-1', name: 'Green tea', quantity: 2, unitPrice: 750 },
  { sku: 'POT-1', name: 'Tea pot', quantity: 1, unitPrice: 1_000 },
];
export const orderedLines = lines.map(({ sku, quantity }) => ({ sku, quantity }));

/** What every published change of the order tells. */
export const told = {
  orderId,
  customerId: 'ada',
  email: 'ada@example.com',
  currency: 'EUR',
  lines,
  total: 2_500,
};

/** One fact of each kind that an order of version 1 takes. */
export const facts = {
  placed: {
    type: 'OrderPlaced',
    ...told,
    shippingAddress: null,
    channel: 'api',
    prepaid: false,
    payment: { token: 'tok_ok' },
  },
  cancel: { type: 'CancellationRequested', note: 'changed my mind' },
  fulfil: { type: 'FulfilmentRequested' },
  resume: { type: 'ResumptionRequested' },
  reserved: {
    type: 'StockReserved',
    orderId,
    lines: orderedLines.map((line) => ({ ...line, location: 'main' })),
  },
  rejected: { type: 'StockRejected', orderId, reason: 'out-of-stock', shortages: [] },
  committed: { type: 'ReservationCommitted', orderId },
  commitRejected: { type: 'ReservationCommitRejected', orderId, reason: 'released' },
  released: { type: 'StockReleased', orderId },
  releaseRejected: { type: 'StockReleaseRejected', orderId, reason: 'shipped' },
  shipped: { type: 'StockShipped', orderId },
  shipmentRejected: { type: 'StockShipmentRejected', orderId, reason: 'not-committed' },
  authorized: { type: 'PaymentAuthorized', orderId, money },
  declined: { type: 'PaymentDeclined', orderId, reason: 'insufficient-funds' },
  captured: { type: 'PaymentCaptured', orderId, ...money },
  captureRejected: { type: 'PaymentCaptureRejected', orderId, reason: 'expired' },
  voided: { type: 'PaymentVoided', orderId },
  voidRejected: { type: 'PaymentVoidRejected', orderId, reason: 'captured' },
  refunded: { type: 'PaymentRefunded', orderId, ...money },
  refundRejected: { type: 'PaymentRefundRejected', orderId, reason: 'account-closed' },
  authorizationUnknown: { type: 'PaymentOutcomeUnknown', orderId, operation: 'authorize' },
  captureUnknown: { type: 'PaymentOutcomeUnknown', orderId, operation: 'capture' },
  voidUnknown: { type: 'PaymentOutcomeUnknown', orderId, operation: 'void' },
  refundUnknown: { type: 'PaymentOutcomeUnknown', orderId, operation: 'refund' },
} as const satisfies Record<string, OrderFactV1>;

const { fulfil: _fulfil, ...since } = facts;
/** One fact of each kind that an order of version 2 takes; it pays at once or when it is shipped. */
export const factsV2 = {
  ...since,
  prepaid: { ...facts.placed, prepaid: true },
  dispatch: { type: 'DispatchRequested' },
  delivered: { type: 'DeliveryConfirmed' },
  sendBack: { type: 'ReturnRequested', note: 'too small' },
  returned: { type: 'StockReturned', orderId },
  returnRejected: { type: 'StockReturnRejected', orderId, reason: 'not-shipped' },
} as const satisfies Record<string, OrderFactV2>;
