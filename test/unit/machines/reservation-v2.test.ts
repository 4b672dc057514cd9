import { test } from 'node:test';
import {
  type ReservationFactV2,
  reservationMachineV2,
} from '../../../machines/reservation/reservation-machine-v2.ts';
import { given } from '../../support/given-when-then.ts';
import { facts, orderId } from '../../support/order-facts.ts';

const { reserved } = facts;
const shortages = [{ sku: 'TEA-1', wanted: 2, available: 1 }];
const rejected: ReservationFactV2 = { type: 'StockRejected', orderId, reason: 'out-of-stock', shortages };
const repeat = { type: 'ReservationRepeated' } as const;
const commit = { type: 'CommitRequested' } as const;
const release = { type: 'ReleaseRequested' } as const;
const ship = { type: 'ShipmentRequested' } as const;
const sendBack = { type: 'StockReturnRequested' } as const;

const histories = {
  unknown: [],
  reserved: [reserved],
  committed: [reserved, commit],
  released: [reserved, release],
  rejected: [rejected],
  shipped: [reserved, commit, ship],
  returned: [reserved, commit, ship, sendBack],
} as const;
const reservation = (state: keyof typeof histories) => given(reservationMachineV2, orderId, histories[state]);

test('stock that is held is published with its lines', () =>
  reservation('unknown')
    .when(reserved)
    .then({ state: 'reserved', emitted: [reserved], context: { lines: reserved.lines } }));

test('a shortage is published with what was missing', () =>
  reservation('unknown')
    .when(rejected)
    .then({ state: 'rejected', emitted: [rejected] }));

const refusal = (type: string, reason: string) => ({ type, orderId, reason });
const answer = (type: string) => ({ type, orderId });
const asReleased = { type: 'StockRejected', orderId, reason: 'released', shortages: [] };

/** [before, request, after, answer]: every request in every state. */
const answers = [
  ['reserved', repeat, 'reserved', reserved],
  ['committed', repeat, 'committed', reserved],
  ['shipped', repeat, 'shipped', reserved],
  ['rejected', repeat, 'rejected', rejected],
  ['released', repeat, 'released', asReleased],
  ['unknown', commit, 'unknown', refusal('ReservationCommitRejected', 'unknown')],
  ['reserved', commit, 'committed', answer('ReservationCommitted')],
  ['committed', commit, 'committed', answer('ReservationCommitted')],
  ['shipped', commit, 'shipped', answer('ReservationCommitted')],
  ['rejected', commit, 'rejected', refusal('ReservationCommitRejected', 'out-of-stock')],
  ['released', commit, 'released', refusal('ReservationCommitRejected', 'released')],
  ['unknown', release, 'released', answer('StockReleased')],
  ['reserved', release, 'released', answer('StockReleased')],
  ['committed', release, 'released', answer('StockReleased')],
  ['rejected', release, 'released', answer('StockReleased')],
  ['released', release, 'released', answer('StockReleased')],
  ['shipped', release, 'shipped', refusal('StockReleaseRejected', 'shipped')],
  ['unknown', ship, 'unknown', refusal('StockShipmentRejected', 'unknown')],
  ['reserved', ship, 'reserved', refusal('StockShipmentRejected', 'not-committed')],
  ['committed', ship, 'shipped', answer('StockShipped')],
  ['shipped', ship, 'shipped', answer('StockShipped')],
  ['rejected', ship, 'rejected', refusal('StockShipmentRejected', 'out-of-stock')],
  ['released', ship, 'released', refusal('StockShipmentRejected', 'released')],
  ['unknown', sendBack, 'unknown', refusal('StockReturnRejected', 'not-shipped')],
  ['reserved', sendBack, 'reserved', refusal('StockReturnRejected', 'not-shipped')],
  ['committed', sendBack, 'committed', refusal('StockReturnRejected', 'not-shipped')],
  ['rejected', sendBack, 'rejected', refusal('StockReturnRejected', 'not-shipped')],
  ['released', sendBack, 'released', refusal('StockReturnRejected', 'not-shipped')],
  ['shipped', sendBack, 'returned', answer('StockReturned')],
  ['returned', sendBack, 'returned', answer('StockReturned')],
  ['returned', repeat, 'returned', reserved],
  ['returned', commit, 'returned', answer('ReservationCommitted')],
  ['returned', release, 'returned', refusal('StockReleaseRejected', 'returned')],
  ['returned', ship, 'returned', refusal('StockShipmentRejected', 'returned')],
] as const;
for (const [before, request, after, published] of answers) {
  test(`${request.type} while ${before} is answered with ${published.type}`, () =>
    reservation(before)
      .when(request)
      .then({ state: after, emitted: [published] }));
}

test('a release that comes first refuses the reservation that comes late', () =>
  given(reservationMachineV2, orderId, [release])
    .when(repeat)
    .then({ state: 'released', emitted: [asReleased] }));

test('a reservation is decided once', () => {
  reservation('released').when(reserved).isIgnored();
  reservation('rejected').when(reserved).isIgnored();
  reservation('reserved').when(rejected).isIgnored();
});
