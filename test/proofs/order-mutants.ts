import type { Mutant } from './mutate.ts';

const states = 'states.';
const stock = 'states.compensating.states.stock.states.';
const payment = 'states.compensating.states.payment.states.';

/** What can be done wrong in an order, and the proof that says so. */
export const orderMutants: readonly Mutant[] = [
  {
    defect: 'a cancellation while stock is requested skips the release',
    foundBy: 'settles-what-it-owes',
    put: { [`${states}reservingStock.on.CancellationRequested.target`]: 'cancelled' },
  },
  {
    defect: 'a declined payment ends the order without compensation',
    foundBy: 'settles-what-it-owes',
    put: { [`${states}authorizingPayment.on.PaymentDeclined.target`]: 'cancelled' },
  },
  {
    defect: 'what was only requested is not released',
    foundBy: 'settles-what-it-owes',
    actions: { stockRequested: undefined },
  },
  {
    defect: 'a captured payment is not written into the ledger',
    foundBy: 'asks-only-what-is-owed',
    actions: { paymentCaptured: undefined },
  },
  {
    defect: 'a refused void counts as done',
    foundBy: 'settles-what-it-owes',
    put: { [`${payment}voiding.on.PaymentVoidRejected.target`]: 'undone' },
  },
  {
    defect: 'the void is not waited for',
    foundBy: 'settles-what-it-owes',
    put: {
      [`${payment}voiding.type`]: 'final',
      [`${payment}voiding.on`]: undefined,
      [`${payment}voiding.after`]: undefined,
    },
  },
  {
    defect: 'the release is not asked for, its answer is believed',
    foundBy: 'believes-only-what-was-asked',
    actions: { requestRelease: undefined },
  },
  {
    defect: 'a refund is believed that nobody has asked for',
    foundBy: 'believes-only-what-was-asked',
    put: { [`${states}needsAttention.on.PaymentRefunded.guard`]: 'refundIsOwed' },
  },
  {
    defect: 'a refund that was paid is not written into the ledger',
    foundBy: 'believes-only-what-was-asked',
    actions: { paymentRefunded: undefined },
  },
  {
    defect: 'what was refunded is refunded again',
    foundBy: 'asks-only-what-is-owed',
    put: {
      [`${payment}refunding.on.PaymentRefunded.target`]: 'refunding',
      [`${payment}refunding.on.PaymentRefunded.reenter`]: true,
    },
  },
  {
    defect: 'a capture is asked for before the authorization',
    foundBy: 'asks-only-what-is-owed',
    put: {
      [`${states}authorizingPayment.entry`]: ['paymentRequested', 'requestAuthorization', 'requestCapture'],
    },
  },
  {
    defect: 'the retry timer of the release is forgotten',
    foundBy: 'nobody-waits-for-ever',
    put: { [`${stock}releasing.after`]: undefined },
  },
  {
    defect: 'a retry does not enter its state again, so that no timer is set',
    foundBy: 'nobody-waits-for-ever',
    put: { [`${states}fulfilling.after.shipmentRetry.0.reenter`]: undefined },
  },
  {
    defect: 'a timer leads nowhere when its guard says no',
    foundBy: 'every-timer-does-something',
    put: {
      [`${payment}refunding.after.refundRetry`]: {
        guard: 'mayRefundAgain',
        target: 'refunding',
        reenter: true,
      },
    },
  },
  {
    defect: 'attempts at a void are not counted, so that it is tried for ever',
    foundBy: 'silence-ends',
    actions: { countVoid: undefined },
  },
  {
    defect: 'attempts are counted, and never too many',
    foundBy: 'everything-was-tried',
    guards: { mayShipAgain: () => true },
  },
  {
    defect: 'a rejected refund ends in a state that nobody leaves',
    foundBy: 'an-end-is-ahead',
    put: { [`${states}needsAttention.on.ResumptionRequested`]: { target: 'needsAttention' } },
  },
  {
    defect: 'an unanswered shipment is no longer brought before a person',
    foundBy: 'every-transition-is-taken',
    put: { [`${states}fulfilling.after.shipmentRetry.0.guard`]: undefined },
  },
  {
    defect: 'a guard is dropped, so that the candidates after it are shadowed',
    foundBy: 'every-transition-is-taken',
    put: { [`${states}needsAttention.on.ResumptionRequested.0.guard`]: undefined },
  },
  {
    defect: 'nothing leads to the refund any more',
    foundBy: 'every-state-is-entered',
    put: {
      [`${payment}deciding.always.0.target`]: 'voiding',
      [`${payment}voiding.on.PaymentVoidRejected.target`]: 'undone',
    },
  },
  {
    defect: 'a confirmed order can be shipped while it is cancelled: final instead of compensating',
    foundBy: 'settles-what-it-owes',
    put: { [`${states}confirmed.on.CancellationRequested.target`]: 'fulfilled' },
  },
  {
    defect: 'an order is confirmed before its money is taken',
    foundBy: 'settles-what-it-owes',
    put: {
      [`${states}confirming.states.payment.states.capturing.type`]: 'final',
      [`${states}confirming.states.payment.states.capturing.on`]: undefined,
    },
  },
  {
    defect: 'what is cancelled is told twice',
    foundBy: 'asks-only-what-is-owed',
    put: { [`${states}cancelled.entry`]: ['publishCancelled', 'publishCancelled'] },
  },
];
