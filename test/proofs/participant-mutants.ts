import type { Mutant } from './mutate.ts';

/** What can be done wrong in a payment. */
export const paymentMutants: readonly Mutant[] = [
  {
    defect: 'a refund is paid again when it is asked for again',
    foundBy: 'asks-only-what-is-owed',
    put: { 'states.refunded.on.RefundRequested': 'refunding' },
  },
  {
    defect: 'a void that was refused for what was captured counts as a void',
    foundBy: 'asks-only-what-is-owed',
    put: {
      'states.voiding.on.ChargeVoidRefused': { target: 'voided', actions: 'publishVoided' },
    },
  },
  {
    defect: 'a capture after the void reaches the gateway',
    foundBy: 'asks-only-what-is-owed',
    put: { 'states.voided.on.CaptureRequested': 'capturing' },
  },
  {
    defect: 'the gateway is not asked to capture, its answer is believed',
    foundBy: 'believes-only-what-was-asked',
    actions: { captureCharge: undefined },
  },
  {
    defect: 'a repeated request is not answered',
    foundBy: 'every-request-is-taken',
    put: { 'states.captured.on.CaptureRequested': {} },
  },
  {
    defect: 'a gateway that does not answer leaves the payment waiting',
    foundBy: 'nobody-waits-for-ever',
    put: { 'states.capturing.on.GatewayUnavailable': undefined },
  },
  {
    defect: 'an outcome that is unknown is told as declined',
    foundBy: 'settles-what-it-owes',
    put: {
      'states.authorizing.on.GatewayUnavailable.target': 'declined',
      'states.authorizing.on.GatewayUnavailable.actions': ['publishDeclined'],
    },
  },
];

/** What can be done wrong in a reservation. */
export const reservationMutants: readonly Mutant[] = [
  {
    defect: 'a release that comes first leaves no tombstone',
    foundBy: 'settles-what-it-owes',
    put: { 'states.unknown.on.ReleaseRequested': { actions: 'publishReleased' } },
  },
  {
    defect: 'what was shipped is released',
    foundBy: 'asks-only-what-is-owed',
    put: { 'states.shipped.on.ReleaseRequested': { target: 'released', actions: 'publishReleased' } },
  },
  {
    defect: 'what was released is shipped',
    foundBy: 'asks-only-what-is-owed',
    put: { 'states.released.on.ShipmentRequested': { target: 'shipped', actions: 'publishShipped' } },
  },
  {
    defect: 'goods are shipped that are not committed',
    foundBy: 'asks-only-what-is-owed',
    put: { 'states.reserved.on.ShipmentRequested': { target: 'shipped', actions: 'publishShipped' } },
  },
  {
    defect: 'a commit after the release is taken and not answered',
    foundBy: 'settles-what-it-owes',
    put: { 'states.released.on.CommitRequested': { actions: [], target: 'released' } },
  },
  {
    defect: 'rejected stock is held for ever in a state that nothing leads out of',
    foundBy: 'an-end-is-ahead',
    put: {
      'states.reserved.on': {
        ReservationRepeated: { actions: 'publishReserved' },
        CommitRequested: { actions: 'rejectCommitAsUnknown' },
        ReleaseRequested: { actions: 'rejectReleaseAsShipped' },
        ShipmentRequested: { actions: 'rejectShipmentAsUnknown' },
      },
    },
  },
];

/** What can be done wrong with what comes back. */
export const reservationMutantsV2: readonly Mutant[] = [
  {
    defect: 'what was never shipped comes back',
    foundBy: 'asks-only-what-is-owed',
    put: {
      'states.committed.on.StockReturnRequested': { target: 'returned', actions: 'publishReturned' },
    },
  },
  {
    defect: 'what came back is shipped again',
    foundBy: 'asks-only-what-is-owed',
    put: { 'states.returned.on.ShipmentRequested': { target: 'shipped', actions: 'publishShipped' } },
  },
  {
    defect: 'a repeated return is not answered',
    foundBy: 'settles-what-it-owes',
    put: { 'states.returned.on.StockReturnRequested': { actions: [], target: 'returned' } },
  },
];
