import type { OrderContextV1 } from '../../machines/order/order-context-v1.ts';
import type { Account, Ledger } from '../../proofs/ledger.ts';
import { facts, orderId } from '../support/order-facts.ts';

const notCancelled = ['nothing', 'undone'];

/** What was requested is owed as much as what was granted. */
const stock: Account = {
  name: 'stock',
  begins: 'nothing',
  moves: [
    { on: { emits: 'ReserveStock' }, from: ['nothing'], to: 'requested' },
    { on: { takes: 'StockRejected' }, from: ['requested'], to: 'nothing' },
    { on: { takes: 'StockReserved' }, from: ['requested'], to: 'held' },
    { on: { emits: 'CommitReservation' }, from: ['held'], to: 'committing' },
    { on: { takes: 'ReservationCommitted' }, from: ['committing'], to: 'committed' },
    { on: { takes: 'ReservationCommitRejected' }, from: ['committing'], to: 'committing' },
    { on: { emits: 'ShipStock' }, from: ['committed', 'shipping'], to: 'shipping' },
    { on: { takes: 'StockShipped' }, from: ['shipping'], to: 'shipped' },
    { on: { takes: 'StockShipmentRejected' }, from: ['shipping'], to: 'shipping' },
    {
      on: { emits: 'ReleaseStock' },
      from: ['requested', 'held', 'committing', 'committed', 'releasing'],
      to: 'releasing',
    },
    { on: { takes: 'StockReleased' }, from: ['releasing'], to: 'undone' },
    { on: { takes: 'StockReleaseRejected' }, from: ['releasing'], to: 'releasing' },
  ],
  settledIn: {
    placing: ['nothing'],
    confirmed: ['committed'],
    fulfilled: ['shipped'],
    cancelled: notCancelled,
  },
};

const money: Account = {
  name: 'money',
  begins: 'nothing',
  moves: [
    { on: { emits: 'AuthorizePayment' }, from: ['nothing'], to: 'requested' },
    { on: { takes: 'PaymentDeclined' }, from: ['requested'], to: 'nothing' },
    { on: { takes: 'PaymentAuthorized' }, from: ['requested'], to: 'authorized' },
    { on: { takes: 'PaymentOutcomeUnknown' }, from: ['requested'], to: 'requested' },
    { on: { takes: 'PaymentOutcomeUnknown' }, from: ['capturing'], to: 'capturing' },
    { on: { emits: 'CapturePayment' }, from: ['authorized'], to: 'capturing' },
    { on: { takes: 'PaymentCaptureRejected' }, from: ['capturing'], to: 'authorized' },
    { on: { takes: 'PaymentCaptured' }, from: ['capturing'], to: 'taken' },
    {
      on: { emits: 'VoidPayment' },
      from: ['requested', 'authorized', 'capturing', 'voiding'],
      to: 'voiding',
    },
    { on: { takes: 'PaymentVoided' }, from: ['voiding'], to: 'undone' },
    { on: { takes: 'PaymentVoidRejected' }, from: ['voiding'], to: 'taken' },
    { on: { emits: 'RefundPayment' }, from: ['taken', 'refunding'], to: 'refunding' },
    { on: { takes: 'PaymentRefunded' }, from: ['refunding'], to: 'undone' },
    { on: { takes: 'PaymentRefundRejected' }, from: ['refunding'], to: 'refunding' },
  ],
  settledIn: {
    placing: ['nothing'],
    confirmed: ['taken'],
    fulfilled: ['taken'],
    cancelled: notCancelled,
  },
};

/** Whose money came back is told so, once. */
const newsOfRefund: Account = {
  name: 'news of the refund',
  begins: 'none',
  moves: [
    { on: { takes: 'PaymentRefunded' }, from: ['none'], to: 'due' },
    { on: { emits: 'OrderRefunded' }, from: ['due'], to: 'told' },
  ],
  settledIn: { fulfilled: ['none'], cancelled: ['none', 'told'], needsAttention: ['none', 'told'] },
};

/** Others hear of each stage once, and of one end only. */
const news: Account = {
  name: 'news',
  begins: 'none',
  moves: [
    { on: { emits: 'OrderPlaced' }, from: ['none'], to: 'placed' },
    { on: { emits: 'OrderConfirmed' }, from: ['placed'], to: 'confirmed' },
    { on: { emits: 'OrderFulfilled' }, from: ['confirmed'], to: 'fulfilled' },
    { on: { emits: 'OrderCancelled' }, from: ['placed', 'confirmed'], to: 'cancelled' },
  ],
  settledIn: {
    placing: ['none'],
    confirmed: ['confirmed'],
    fulfilled: ['fulfilled'],
    cancelled: ['cancelled'],
  },
};

/** What an order owes. */
export const orderLedger: Ledger = {
  input: { id: orderId },
  facts: Object.values(facts),
  accounts: [stock, money, newsOfRefund, news],
  waits: { placing: ['OrderPlaced'] },
  // Reasons, notes and problems are told to people and decide nothing.
  decides: ({ stock, payment, pursuing, attempts }: OrderContextV1) => [stock, payment, pursuing, attempts],
};
