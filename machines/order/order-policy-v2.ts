import type { AttemptV2, OrderContextV2 } from './order-context-v2.ts';

interface Scope {
  readonly context: OrderContextV2;
}

const seconds = 1_000;
const minutes = 60 * seconds;
const days = 24 * 60 * minutes;
/** How often something is asked for before a person is. With the delays below that is about half an hour. */
const maximumAttempts = 8;
const mayTryAgain =
  (what: AttemptV2) =>
  ({ context }: Scope) =>
    context.attempts[what] < maximumAttempts;
/** 30 s after the first attempt, then twice as long each time, at most 5 minutes. */
const retryDelay =
  (what: AttemptV2) =>
  ({ context }: Scope) =>
    Math.min(30 * seconds * 2 ** Math.max(0, context.attempts[what] - 1), 5 * minutes);

/** What the ledger and the counters ask for and allow. */
export const orderGuardsV2 = {
  isPrepaid: ({ context }: Scope) => context.prepaid,
  /** Held, or asked for and perhaps held. */
  releaseIsOwed: ({ context: { pursuing, stock } }: Scope) =>
    pursuing === 'compensation' && (stock === 'requested' || stock === 'reserved' || stock === 'committed'),
  /** Set aside, or asked for and perhaps set aside or taken. */
  voidIsOwed: ({ context: { pursuing, payment } }: Scope) =>
    pursuing === 'compensation' &&
    (payment === 'requested' || payment === 'authorized' || payment === 'captureRequested'),
  refundIsOwed: ({ context: { pursuing, payment } }: Scope) =>
    (pursuing === 'compensation' || pursuing === 'return') && payment === 'captured',
  /** A void that was refused leaves a refund owed that nobody has asked for yet: no answer can mean it. */
  refundWasRequested: ({ context: { pursuing, payment, attempts } }: Scope) =>
    (pursuing === 'compensation' || pursuing === 'return') && payment === 'captured' && attempts.refund > 0,
  paymentIsCaptured: ({ context }: Scope) => context.payment === 'captured',
  captureIsOwed: ({ context: { pursuing, payment } }: Scope) =>
    pursuing === 'shipment' && (payment === 'authorized' || payment === 'captureRequested'),
  captureWasRequested: ({ context: { pursuing, payment } }: Scope) =>
    pursuing === 'shipment' && payment === 'captureRequested',
  shipmentIsOwed: ({ context: { pursuing, payment, stock } }: Scope) =>
    pursuing === 'shipment' && payment === 'captured' && stock === 'committed',
  /** Without it no answer of inventory can mean this order: it was never asked. */
  shipmentWasRequested: ({ context: { pursuing, stock, attempts } }: Scope) =>
    pursuing === 'shipment' && stock === 'committed' && attempts.shipment > 0,
  /** Nothing was asked of inventory yet: only money is to be given back. */
  mayStillCancel: ({ context: { pursuing, attempts } }: Scope) =>
    pursuing === 'shipment' && attempts.shipment === 0,
  /** The answer came when a person had been asked already. */
  stockLeftUnnoticed: ({ context: { pursuing, stock } }: Scope) =>
    pursuing === 'shipment' && stock === 'shipped',
  deliveryIsAwaited: ({ context }: Scope) => context.pursuing === 'delivery',
  returnIsPursued: ({ context }: Scope) => context.pursuing === 'return',
  restockIsOwed: ({ context: { pursuing, stock } }: Scope) => pursuing === 'return' && stock === 'shipped',
  mayReleaseAgain: mayTryAgain('release'),
  mayVoidAgain: mayTryAgain('void'),
  mayRefundAgain: mayTryAgain('refund'),
  mayCaptureAgain: mayTryAgain('capture'),
  mayShipAgain: mayTryAgain('shipment'),
  mayRestockAgain: mayTryAgain('restock'),
};

/** How long the order waits, in milliseconds. */
export const orderDelaysV2 = {
  reservationTimeout: 2 * minutes,
  paymentTimeout: 5 * minutes,
  confirmationTimeout: 5 * minutes,
  /** Then the parcel counts as lost and a person is asked. */
  deliveryTimeout: 14 * days,
  /** How long a delivered order can be returned. */
  returnWindow: 30 * days,
  releaseRetry: retryDelay('release'),
  voidRetry: retryDelay('void'),
  refundRetry: retryDelay('refund'),
  captureRetry: retryDelay('capture'),
  shipmentRetry: retryDelay('shipment'),
  restockRetry: retryDelay('restock'),
};
