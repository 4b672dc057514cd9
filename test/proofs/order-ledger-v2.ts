import type { OrderContextV2 } from '../../machines/order/order-context-v2.ts';
import type { Account, Ledger, Move } from '../../proofs/ledger.ts';
import { factsV2, orderId } from '../support/order-facts.ts';

const notCancelled = ['nothing', 'undone'];
/** What may come in these phases and changes nothing of the account. */
const staysWith = (type: string, phases: readonly string[]): readonly Move[] =>
  phases.map((phase) => ({ on: { takes: type }, from: [phase], to: phase }));

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
    { on: { emits: 'ReturnStock' }, from: ['shipped', 'returning'], to: 'returning' },
    { on: { takes: 'StockReturned' }, from: ['returning'], to: 'back' },
    { on: { takes: 'StockReturnRejected' }, from: ['returning'], to: 'returning' },
    // Nobody cancels what is on its way; of a parcel that is overdue it means that it is lost.
    { on: { takes: 'CancellationRequested' }, from: ['shipped'], to: 'lost' },
    ...staysWith('CancellationRequested', ['requested', 'held', 'committing', 'committed']),
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
    shipped: ['shipped'],
    delivered: ['shipped'],
    completed: ['shipped'],
    returned: ['back'],
    cancelled: [...notCancelled, 'lost'],
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
    { on: { emits: 'CapturePayment' }, from: ['authorized', 'capturing'], to: 'capturing' },
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
    // Nothing leaves before it is paid, and what is not prepaid is not taken before.
    { on: { emits: 'ShipStock' }, from: ['taken'], to: 'taken' },
  ],
  settledIn: {
    placing: ['nothing'],
    confirmed: ['taken', 'authorized'],
    shipped: ['taken'],
    delivered: ['taken'],
    completed: ['taken'],
    returned: ['undone'],
    cancelled: notCancelled,
  },
};

/** Who pays at once is confirmed when the money is taken, all others before it is asked for. */
const promise: Account = {
  name: 'time of payment',
  begins: 'none',
  moves: [
    { on: { takes: 'OrderPlaced', with: { prepaid: true } }, from: ['none'], to: 'at once' },
    { on: { takes: 'OrderPlaced', with: { prepaid: false } }, from: ['none'], to: 'later' },
    { on: { takes: 'PaymentCaptured' }, from: ['at once', 'kept'], to: 'kept' },
    { on: { emits: 'OrderConfirmed' }, from: ['kept', 'later'], to: 'kept' },
  ],
  settledIn: {
    placing: ['none'],
    confirmed: ['kept'],
    cancelled: ['at once', 'later', 'kept'],
    completed: ['kept'],
    returned: ['kept'],
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
  settledIn: {
    completed: ['none'],
    returned: ['told'],
    cancelled: ['none', 'told'],
    needsAttention: ['none', 'told'],
  },
};

/** Others hear of each stage once, and of one end only. */
const news: Account = {
  name: 'news',
  begins: 'none',
  moves: [
    { on: { emits: 'OrderPlaced' }, from: ['none'], to: 'placed' },
    { on: { emits: 'OrderConfirmed' }, from: ['placed'], to: 'confirmed' },
    { on: { emits: 'OrderShipped' }, from: ['confirmed'], to: 'shipped' },
    { on: { emits: 'OrderDelivered' }, from: ['shipped'], to: 'delivered' },
    { on: { emits: 'OrderCompleted' }, from: ['delivered'], to: 'completed' },
    { on: { emits: 'OrderReturned' }, from: ['delivered'], to: 'returned' },
    { on: { emits: 'OrderCancelled' }, from: ['placed', 'confirmed', 'shipped'], to: 'cancelled' },
  ],
  settledIn: {
    placing: ['none'],
    confirmed: ['confirmed'],
    shipped: ['shipped'],
    delivered: ['delivered'],
    completed: ['completed'],
    returned: ['returned'],
    cancelled: ['cancelled'],
  },
};

/** A person who had it go on is told of, so that nobody goes on looking. */
const attention: Account = {
  name: 'attention',
  begins: 'none',
  moves: [
    { on: { emits: 'OrderNeedsAttention' }, from: ['none'], to: 'asked for' },
    { on: { takes: 'ResumptionRequested' }, from: ['asked for'], to: 'given' },
    { on: { emits: 'OrderResumed' }, from: ['given'], to: 'none' },
    { on: { takes: 'CancellationRequested' }, from: ['none', 'asked for'], to: 'none' },
    { on: { takes: 'DeliveryConfirmed' }, from: ['none', 'asked for'], to: 'none' },
  ],
  settledIn: { needsAttention: ['asked for'], completed: ['none'], returned: ['none'], cancelled: ['none'] },
};

/** What an order of version 2 owes. */
export const orderLedgerV2: Ledger = {
  input: { id: orderId },
  facts: Object.values(factsV2),
  accounts: [stock, money, promise, newsOfRefund, news, attention],
  waits: { placing: ['OrderPlaced'] },
  // Reasons, notes and problems are told to people and decide nothing; when to pay is decided with the authorization.
  decides: ({ stock, payment, pursuing, attempts, prepaid }: OrderContextV2) => [
    stock,
    payment,
    pursuing,
    attempts,
    (payment === 'none' || payment === 'requested') && prepaid,
  ],
};
