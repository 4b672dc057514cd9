import type { OrderContextV1 } from './order-context-v1.ts';

interface Scope {
  readonly context: OrderContextV1;
}

const seconds = 1_000;
const minutes = 60 * seconds;
/** How often something is asked for before a person is. With the delays below that is about half an hour. */
const maximumAttempts = 8;
const mayTryAgain =
  (what: keyof OrderContextV1['attempts']) =>
  ({ context }: Scope) =>
    context.attempts[what] < maximumAttempts;
/** 30 s after the first attempt, then twice as long each time, at most 5 minutes. */
const retryDelay =
  (what: keyof OrderContextV1['attempts']) =>
  ({ context }: Scope) =>
    Math.min(30 * seconds * 2 ** Math.max(0, context.attempts[what] - 1), 5 * minutes);

/** What the ledger and the counters ask for and allow. */
export const orderGuardsV1 = {
  /** Held, or asked for and perhaps held. */
  releaseIsOwed: ({ context: { pursuing, stock } }: Scope) =>
    pursuing === 'compensation' && (stock === 'requested' || stock === 'reserved' || stock === 'committed'),
  /** Set aside, or asked for and perhaps set aside or taken. */
  voidIsOwed: ({ context: { pursuing, payment } }: Scope) =>
    pursuing === 'compensation' &&
    (payment === 'requested' || payment === 'authorized' || payment === 'captureRequested'),
  refundIsOwed: ({ context: { pursuing, payment } }: Scope) =>
    pursuing === 'compensation' && payment === 'captured',
  /** A void that was refused leaves a refund owed that nobody has asked for yet: no answer can mean it. */
  refundWasRequested: ({ context: { pursuing, payment, attempts } }: Scope) =>
    pursuing === 'compensation' && payment === 'captured' && attempts.refund > 0,
  shipmentIsOwed: ({ context: { pursuing, stock } }: Scope) =>
    pursuing === 'fulfilment' && stock === 'committed',
  stockIsShipped: ({ context }: Scope) => context.stock === 'shipped',
  mayReleaseAgain: mayTryAgain('release'),
  mayVoidAgain: mayTryAgain('void'),
  mayRefundAgain: mayTryAgain('refund'),
  mayShipAgain: mayTryAgain('shipment'),
};

/** How long the order waits, in milliseconds. */
export const orderDelaysV1 = {
  reservationTimeout: 2 * minutes,
  paymentTimeout: 5 * minutes,
  confirmationTimeout: 5 * minutes,
  releaseRetry: retryDelay('release'),
  voidRetry: retryDelay('void'),
  refundRetry: retryDelay('refund'),
  shipmentRetry: retryDelay('shipment'),
};
