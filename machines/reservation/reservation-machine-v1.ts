import { assertEvent, setup } from 'xstate';
import type * as inventory from '../../contracts/inventory-messages.ts';
import type { Fact } from '../../contracts/message-type.ts';
import type { OrderLine } from '../../contracts/values.ts';

type Rejection = Fact<typeof inventory.StockRejected>;

export interface ReservationContextV1 {
  readonly orderId: string;
  readonly lines: OrderLine[];
  /** What was missing when it was rejected. */
  readonly shortages: Rejection['shortages'];
}

export type ReservationFactV1 =
  | Fact<typeof inventory.StockReserved>
  | Rejection
  | Fact<typeof inventory.ReservationRepeated>
  | Fact<typeof inventory.CommitRequested>
  | Fact<typeof inventory.ReleaseRequested>
  | Fact<typeof inventory.ShipmentRequested>;

export type ReservationEmittedV1 =
  // In the schema of its time.
  | { readonly type: 'StockReserved'; readonly orderId: string; readonly lines: OrderLine[] }
  | Rejection
  | Fact<typeof inventory.ReservationCommitted>
  | Fact<typeof inventory.ReservationCommitRejected>
  | Fact<typeof inventory.StockReleased>
  | Fact<typeof inventory.StockReleaseRejected>
  | Fact<typeof inventory.StockShipped>
  | Fact<typeof inventory.StockShipmentRejected>;

const reservation = setup({
  types: {} as {
    context: ReservationContextV1;
    events: ReservationFactV1;
    emitted: ReservationEmittedV1;
    input: { readonly id: string };
    tags: 'settled';
  },
});
const { assign, emit } = reservation;

const rejectCommit = (reason: string) =>
  emit(({ context: { orderId } }) => ({ type: 'ReservationCommitRejected', orderId, reason }));
const rejectShipment = (reason: string) =>
  emit(({ context: { orderId } }) => ({ type: 'StockShipmentRejected', orderId, reason }));

/**
 * The hold on one order's stock, version 1. Every request is answered in every state, also a repeated one,
 * so that no order waits for ever. A release that comes first leaves a tombstone that refuses the reservation.
 */
export const reservationMachineV1 = reservation
  .extend({
    actions: {
      recordLines: assign(({ event }) => {
        assertEvent(event, 'StockReserved');
        // It keeps what it kept when it was written: what is stored of it goes on to fit.
        return { lines: event.lines.map(({ sku, quantity }) => ({ sku, quantity })) };
      }),
      recordShortages: assign(({ event }) => {
        assertEvent(event, 'StockRejected');
        return { shortages: event.shortages };
      }),
      publishReserved: emit(({ context: { orderId, lines } }) => ({ type: 'StockReserved', orderId, lines })),
      publishRejected: emit(({ context: { orderId, shortages } }) => ({
        type: 'StockRejected',
        orderId,
        reason: 'out-of-stock',
        shortages,
      })),
      publishRejectedAsReleased: emit(({ context: { orderId } }) => ({
        type: 'StockRejected',
        orderId,
        reason: 'released',
        shortages: [],
      })),
      publishCommitted: emit(({ context: { orderId } }) => ({ type: 'ReservationCommitted', orderId })),
      publishReleased: emit(({ context: { orderId } }) => ({ type: 'StockReleased', orderId })),
      publishShipped: emit(({ context: { orderId } }) => ({ type: 'StockShipped', orderId })),
      rejectCommitAsUnknown: rejectCommit('unknown'),
      rejectCommitAsRejected: rejectCommit('out-of-stock'),
      rejectCommitAsReleased: rejectCommit('released'),
      rejectReleaseAsShipped: emit(({ context: { orderId } }) => ({
        type: 'StockReleaseRejected',
        orderId,
        reason: 'shipped',
      })),
      rejectShipmentAsUnknown: rejectShipment('unknown'),
      rejectShipmentAsNotCommitted: rejectShipment('not-committed'),
      rejectShipmentAsRejected: rejectShipment('out-of-stock'),
      rejectShipmentAsReleased: rejectShipment('released'),
    },
  })
  .createMachine({
    id: 'reservation',
    version: '1',
    description: 'What inventory holds for one order.',
    context: ({ input }) => ({ orderId: input.id, lines: [], shortages: [] }),
    initial: 'unknown',
    states: {
      unknown: {
        description: 'Nobody has asked for stock yet.',
        on: {
          StockReserved: { target: 'reserved', actions: ['recordLines', 'publishReserved'] },
          StockRejected: { target: 'rejected', actions: ['recordShortages', 'publishRejected'] },
          CommitRequested: { actions: 'rejectCommitAsUnknown' },
          ReleaseRequested: { target: 'released', actions: 'publishReleased' },
          ShipmentRequested: { actions: 'rejectShipmentAsUnknown' },
        },
      },

      reserved: {
        description: 'Every line is held; the order is not sure yet.',
        on: {
          ReservationRepeated: { actions: 'publishReserved' },
          CommitRequested: { target: 'committed', actions: 'publishCommitted' },
          ReleaseRequested: { target: 'released', actions: 'publishReleased' },
          ShipmentRequested: { actions: 'rejectShipmentAsNotCommitted' },
        },
      },

      committed: {
        description: 'The hold is firm; the goods wait to be shipped.',
        tags: ['settled'],
        on: {
          ReservationRepeated: { actions: 'publishReserved' },
          CommitRequested: { actions: 'publishCommitted' },
          ReleaseRequested: { target: 'released', actions: 'publishReleased' },
          ShipmentRequested: { target: 'shipped', actions: 'publishShipped' },
        },
      },

      released: {
        description: 'Nothing is held, and nothing ever will be for this order.',
        tags: ['settled'],
        on: {
          ReservationRepeated: { actions: 'publishRejectedAsReleased' },
          CommitRequested: { actions: 'rejectCommitAsReleased' },
          ReleaseRequested: { actions: 'publishReleased' },
          ShipmentRequested: { actions: 'rejectShipmentAsReleased' },
        },
      },

      rejected: {
        description: 'A line was short, so nothing is held.',
        tags: ['settled'],
        on: {
          ReservationRepeated: { actions: 'publishRejected' },
          CommitRequested: { actions: 'rejectCommitAsRejected' },
          ReleaseRequested: { target: 'released', actions: 'publishReleased' },
          ShipmentRequested: { actions: 'rejectShipmentAsRejected' },
        },
      },

      shipped: {
        description: 'The goods have left.',
        tags: ['settled'],
        on: {
          ReservationRepeated: { actions: 'publishReserved' },
          CommitRequested: { actions: 'publishCommitted' },
          ReleaseRequested: { actions: 'rejectReleaseAsShipped' },
          ShipmentRequested: { actions: 'publishShipped' },
        },
      },
    },
  });
