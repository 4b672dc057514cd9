import type { Mutant } from './mutate.ts';

const states = 'states.';
const undoing = 'states.compensating.states.payment.states.';
const returning = 'states.returning.states.';

/** What can be done wrong in an order of version 2 where it is not version 1, and the proof that says so. */
export const orderMutantsV2: readonly Mutant[] = [
  {
    defect: 'goods leave before the money is taken',
    foundBy: 'asks-only-what-is-owed',
    put: { [`${states}confirmed.on.DispatchRequested.1.target`]: 'shippingStock' },
  },
  {
    defect: 'a prepaid order is charged again when it is shipped',
    foundBy: 'asks-only-what-is-owed',
    guards: { paymentIsCaptured: () => false },
  },
  {
    defect: 'a prepaid order is confirmed before its money is taken',
    foundBy: 'asks-only-what-is-owed',
    guards: { isPrepaid: () => false },
  },
  {
    defect: 'the money of every order is taken when it is confirmed',
    foundBy: 'every-transition-is-taken',
    guards: { isPrepaid: () => true },
  },
  {
    defect: 'a refused capture ends the order without giving back its stock',
    foundBy: 'settles-what-it-owes',
    put: { [`${states}capturingPayment.on.PaymentCaptureRejected.target`]: 'cancelled' },
  },
  {
    defect: 'a refused capture ships the goods all the same',
    foundBy: 'asks-only-what-is-owed',
    put: { [`${states}capturingPayment.on.PaymentCaptureRejected.target`]: 'shippingStock' },
  },
  {
    defect: 'a capture that nobody answers is waited for for ever',
    foundBy: 'nobody-waits-for-ever',
    put: { [`${states}capturingPayment.after`]: undefined },
  },
  {
    defect: 'attempts at a capture are not counted',
    foundBy: 'silence-ends',
    actions: { countCapture: undefined },
  },
  {
    defect: 'a late capture is not written into the ledger, so that it is asked for again',
    foundBy: 'asks-only-what-is-owed',
    put: { [`${states}needsAttention.on.PaymentCaptured.actions`]: 'captureRequested' },
  },
  {
    defect: 'a shipment is believed that was never asked for',
    foundBy: 'believes-only-what-was-asked',
    put: { [`${states}needsAttention.on.StockShipped.guard`]: 'shipmentIsOwed' },
  },
  {
    defect: 'what is on its way is cancelled as if it were still held',
    foundBy: 'asks-only-what-is-owed',
    actions: { stockLost: 'stockCommitted' },
  },
  {
    defect: 'a parcel is followed for ever',
    foundBy: 'nobody-waits-for-ever',
    put: { [`${states}shipped.after`]: undefined },
  },
  {
    defect: 'a parcel that does not arrive counts as delivered',
    foundBy: 'every-transition-is-taken',
    put: { [`${states}shipped.after.deliveryTimeout.target`]: 'delivered' },
  },
  {
    defect: 'a delivered order can be sent back for ever',
    foundBy: 'nobody-waits-for-ever',
    put: { [`${states}delivered.after`]: undefined },
  },
  {
    defect: 'the end of the return window leads to the return',
    foundBy: 'every-state-is-entered',
    put: { [`${states}delivered.after.returnWindow`]: 'returning' },
  },
  {
    defect: 'what comes back is not put into stock',
    foundBy: 'settles-what-it-owes',
    put: { [`${returning}stock.states.deciding.always`]: [{ target: 'restocked' }] },
  },
  {
    defect: 'what comes back is not paid back',
    foundBy: 'settles-what-it-owes',
    put: { [`${returning}payment.states.deciding.always`]: [{ target: 'refunded' }] },
  },
  {
    defect: 'a return that was paid back is paid back again when it is resumed',
    foundBy: 'asks-only-what-is-owed',
    put: { [`${returning}payment.states.deciding.always`]: [{ target: 'refunding' }] },
  },
  {
    defect: 'a late restock is not written into the ledger, so that it is asked for again',
    foundBy: 'asks-only-what-is-owed',
    put: { [`${states}needsAttention.on.StockReturned.actions`]: 'stockShipped' },
  },
  {
    defect: 'a return is resumed as a compensation',
    foundBy: 'settles-what-it-owes',
    put: { [`${states}needsAttention.on.ResumptionRequested.4.target`]: 'cancelled' },
  },
  {
    defect: 'nobody is told that an order goes on',
    foundBy: 'settles-what-it-owes',
    actions: { publishResumed: undefined },
  },
  {
    defect: 'a shipped order is told twice',
    foundBy: 'asks-only-what-is-owed',
    put: { [`${states}shipped.entry`]: ['pursueDelivery', 'publishShipped'] },
  },
  {
    defect: 'a refused void of a cancelled order counts as done',
    foundBy: 'settles-what-it-owes',
    put: { [`${undoing}voiding.on.PaymentVoidRejected.target`]: 'undone' },
  },
];
