import { assertEvent, setup } from 'xstate';
import type * as inventory from '../../contracts/inventory-messages.ts';
import type { Fact } from '../../contracts/message-type.ts';
import type { ReservedLine } from '../../contracts/values.ts';

type Rejection = Fact<typeof inventory.StockRejected>;

export interface ReservationContextV2 {
  readonly orderId: string;
  readonly lines: ReservedLine[];
  /** What was missing when it was rejected. */
  readonly shortages: Rejection['shortages'];
}

export type ReservationFactV2 =
  | Fact<typeof inventory.StockReserved>
  | Rejection
  | Fact<typeof inventory.ReservationRepeated>
  | Fact<typeof inventory.CommitRequested>
  | Fact<typeof inventory.ReleaseRequested>
  | Fact<typeof inventory.ShipmentRequested>
  | Fact<typeof inventory.StockReturnRequested>;

export type ReservationEmittedV2 =
  | Fact<typeof inventory.StockReserved>
  | Rejection
  | Fact<typeof inventory.ReservationCommitted>
  | Fact<typeof inventory.ReservationCommitRejected>
  | Fact<typeof inventory.StockReleased>
  | Fact<typeof inventory.StockReleaseRejected>
  | Fact<typeof inventory.StockShipped>
  | Fact<typeof inventory.StockShipmentRejected>
  | Fact<typeof inventory.StockReturned>
  | Fact<typeof inventory.StockReturnRejected>;

const reservation = setup({
  types: {} as {
    context: ReservationContextV2;
    events: ReservationFactV2;
    emitted: ReservationEmittedV2;
    input: { readonly id: string };
    tags: 'settled';
  },
});
const { assign, emit } = reservation;

const rejectCommit = (reason: string) =>
  emit(({ context: { orderId } }) => ({ type: 'ReservationCommitRejected', orderId, reason }));
const rejectShipment = (reason: string) =>
  emit(({ context: { orderId } }) => ({ type: 'StockShipmentRejected', orderId, reason }));
const rejectRelease = (reason: string) =>
  emit(({ context: { orderId } }) => ({ type: 'StockReleaseRejected', orderId, reason }));

/**
 * The hold on one order's stock, version 2: what was shipped can come back. Every request is answered in every state,
 * also a repeated one, so that no order waits for ever. A release that comes first leaves a tombstone that refuses the
 * reservation.
 */
export const reservationMachineV2 = reservation
  .extend({
    actions: {
      recordLines: assign(({ event }) => {
        assertEvent(event, 'StockReserved');
        return { lines: event.lines };
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
      publishReturned: emit(({ context: { orderId } }) => ({ type: 'StockReturned', orderId })),
      rejectReleaseAsShipped: rejectRelease('shipped'),
      rejectReleaseAsReturned: rejectRelease('returned'),
      rejectShipmentAsUnknown: rejectShipment('unknown'),
      rejectShipmentAsNotCommitted: rejectShipment('not-committed'),
      rejectShipmentAsRejected: rejectShipment('out-of-stock'),
      rejectShipmentAsReleased: rejectShipment('released'),
      rejectShipmentAsReturned: rejectShipment('returned'),
      rejectReturnAsNotShipped: emit(({ context: { orderId } }) => ({
        type: 'StockReturnRejected',
        orderId,
        reason: 'not-shipped',
      })),
    },
  })
  .createMachine({
    id: 'reservation',
    version: '2',
    description: 'What inventory holds for one order.',
    context: ({ input }) => ({ orderId: input.id, lines: [], shortages: [] }),
    initial: 'unknown',
    on: { StockReturnRequested: { actions: 'rejectReturnAsNotShipped' } },
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
          StockReturnRequested: { target: 'returned', actions: 'publishReturned' },
        },
      },

      returned: {
        description: 'The goods came back and can be sold again.',
        tags: ['settled'],
        on: {
          ReservationRepeated: { actions: 'publishReserved' },
          CommitRequested: { actions: 'publishCommitted' },
          ReleaseRequested: { actions: 'rejectReleaseAsReturned' },
          ShipmentRequested: { actions: 'rejectShipmentAsReturned' },
          StockReturnRequested: { actions: 'publishReturned' },
        },
      },
    },
  });
