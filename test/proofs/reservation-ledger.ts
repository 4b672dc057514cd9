import type { Account, Ledger } from '../../proofs/ledger.ts';
import { facts, orderId } from '../support/order-facts.ts';

const states = ['unknown', 'reserved', 'committed', 'released', 'rejected', 'shipped'];

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
  ],
  settledIn: {
    unknown: ['free'],
    reserved: ['held'],
    committed: ['firm'],
    released: ['released'],
    rejected: ['short'],
    shipped: ['shipped'],
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

/** What a reservation owes its order. */
export const reservationLedger: Ledger = {
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
  ],
  accounts: [
    stock,
    answer('StockReserved', ['StockReserved']),
    answer('StockRejected', ['StockRejected']),
    answer('ReservationRepeated', ['StockReserved', 'StockRejected']),
    answer('CommitRequested', ['ReservationCommitted', 'ReservationCommitRejected']),
    answer('ReleaseRequested', ['StockReleased', 'StockReleaseRejected']),
    answer('ShipmentRequested', ['StockShipped', 'StockShipmentRejected']),
  ],
  always: ['CommitRequested', 'ReleaseRequested', 'ShipmentRequested'],
  rests: ['released', 'rejected', 'shipped'],
  // For the order, whose own timers see to it that it goes on.
  waits: {
    unknown: ['StockReserved', 'StockRejected', 'ReleaseRequested'],
    reserved: ['CommitRequested', 'ReleaseRequested'],
    committed: ['ShipmentRequested', 'ReleaseRequested'],
  },
};
