import type { Account, Ledger } from '../../proofs/ledger.ts';
import { facts, orderId } from '../support/order-facts.ts';

const states = ['unknown', 'reserved', 'committed', 'released', 'rejected', 'shipped', 'returned'];

/** What is said to be held, released and shipped: one of it at a time, and nothing after an end. */
const stock: Account = {
  name: 'stock',
  begins: 'free',
  moves: [
    { on: { takes: 'StockReserved' }, from: ['free'], to: 'held' },
    { on: { takes: 'StockRejected' }, from: ['free'], to: 'short' },
    { on: { emits: 'StockReserved' }, from: ['held'], to: 'held' },
    { on: { emits: 'StockReserved' }, from: ['firm'], to: 'firm' },
    { on: { emits: 'StockReserved' }, from: ['shipped'], to: 'shipped' },
    { on: { emits: 'StockRejected' }, from: ['short'], to: 'short' },
    { on: { emits: 'StockRejected' }, from: ['released'], to: 'released' },
    { on: { emits: 'ReservationCommitted' }, from: ['held', 'firm'], to: 'firm' },
    { on: { emits: 'ReservationCommitted' }, from: ['shipped'], to: 'shipped' },
    { on: { emits: 'StockReleased' }, from: ['free', 'held', 'firm', 'short', 'released'], to: 'released' },
    { on: { emits: 'StockShipped' }, from: ['firm', 'shipped'], to: 'shipped' },
    { on: { emits: 'StockReserved' }, from: ['returned'], to: 'returned' },
    { on: { emits: 'ReservationCommitted' }, from: ['returned'], to: 'returned' },
    { on: { emits: 'StockReturned' }, from: ['shipped', 'returned'], to: 'returned' },
  ],
  settledIn: {
    unknown: ['free'],
    reserved: ['held'],
    committed: ['firm'],
    released: ['released'],
    rejected: ['short'],
    shipped: ['shipped'],
    returned: ['returned'],
  },
};

/** Every request is answered at once, in every state. */
const answer = (request: string, answers: readonly string[]): Account => ({
  name: `answer to ${request}`,
  begins: 'given',
  moves: [
    { on: { takes: request }, from: ['given'], to: 'owed' },
    ...answers.map((type) => ({ on: { emits: type }, from: ['owed', 'given'], to: 'given' })),
  ],
  settledIn: Object.fromEntries(states.map((state) => [state, ['given']])),
});

/** What a reservation of version 2 owes its order. */
export const reservationLedgerV2: Ledger = {
  input: { id: orderId },
  facts: [
    facts.reserved,
    {
      type: 'StockRejected',
      orderId,
      reason: 'out-of-stock',
      shortages: [{ sku: 'NONE', wanted: 1, available: 0 }],
    },
    { type: 'ReservationRepeated' },
    { type: 'CommitRequested' },
    { type: 'ReleaseRequested' },
    { type: 'ShipmentRequested' },
    { type: 'StockReturnRequested' },
  ],
  accounts: [
    stock,
    answer('StockReserved', ['StockReserved']),
    answer('StockRejected', ['StockRejected']),
    answer('ReservationRepeated', ['StockReserved', 'StockRejected']),
    answer('CommitRequested', ['ReservationCommitted', 'ReservationCommitRejected']),
    answer('ReleaseRequested', ['StockReleased', 'StockReleaseRejected']),
    answer('ShipmentRequested', ['StockShipped', 'StockShipmentRejected']),
    answer('StockReturnRequested', ['StockReturned', 'StockReturnRejected']),
  ],
  always: ['CommitRequested', 'ReleaseRequested', 'ShipmentRequested', 'StockReturnRequested'],
  rests: ['released', 'rejected', 'shipped', 'returned'],
  // For the order, whose own timers see to it that it goes on.
  waits: {
    unknown: ['StockReserved', 'StockRejected', 'ReleaseRequested'],
    reserved: ['CommitRequested', 'ReleaseRequested'],
    committed: ['ShipmentRequested', 'ReleaseRequested'],
  },
};
