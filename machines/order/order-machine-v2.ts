import { orderCompensatingV2 } from './order-compensating-v2.ts';
import { unplacedOrderV2 } from './order-context-v2.ts';
import { orderSetupV2 } from './order-setup-v2.ts';
import { orderShippingV2 } from './order-shipping-v2.ts';

/**
 * The order saga, version 2: reserve, authorize, commit; take the money when it is shipped, or at once when the order
 * is prepaid; follow the parcel, and take it back within the return window. Version 1 took the money of every order at
 * once: its orders are prepaid ones here. The ledger in the context (`stock`, `payment`) says what may be owed,
 * `compensating` and `returning` work it off.
 */
export const orderMachineV2 = orderSetupV2.createMachine({
  id: 'order',
  version: '2',
  description: 'One order, from placed to completed, returned or cancelled.',
  context: ({ input }) => unplacedOrderV2(input.id),
  initial: 'placing',
  states: {
    placing: {
      description: 'Nothing has happened yet.',
      on: { OrderPlaced: { target: 'reservingStock', actions: ['recordOrder', 'publishPlaced'] } },
    },

    reservingStock: {
      description: 'Inventory decides whether every line can be held.',
      entry: ['stockRequested', 'requestReservation'],
      on: {
        StockReserved: { target: 'authorizingPayment', actions: 'stockReserved' },
        StockRejected: { target: 'cancelled', actions: ['stockRejected', 'cancelForOutOfStock'] },
        CancellationRequested: { target: 'compensating', actions: 'cancelForCustomer' },
      },
      after: { reservationTimeout: { target: 'compensating', actions: 'cancelForStockTimeout' } },
    },

    authorizingPayment: {
      description: 'The stock is held; the payment service asks the gateway to put the money aside.',
      entry: ['paymentRequested', 'requestAuthorization'],
      on: {
        PaymentAuthorized: { target: 'confirming', actions: 'paymentAuthorized' },
        PaymentDeclined: { target: 'compensating', actions: ['paymentDeclined', 'cancelForDeclinedPayment'] },
        PaymentOutcomeUnknown: { target: 'compensating', actions: 'cancelForUnclearPayment' },
        CancellationRequested: { target: 'compensating', actions: 'cancelForCustomer' },
      },
      after: { paymentTimeout: { target: 'compensating', actions: 'cancelForPaymentTimeout' } },
    },

    confirming: {
      description: 'The hold is made firm; the money of a prepaid order is taken beside it.',
      type: 'parallel',
      onDone: 'confirmed',
      on: { CancellationRequested: { target: 'compensating', actions: 'cancelForCustomer' } },
      after: { confirmationTimeout: { target: 'compensating', actions: 'cancelForConfirmationTimeout' } },
      states: {
        reservation: {
          initial: 'committing',
          states: {
            committing: {
              entry: 'requestCommit',
              on: {
                ReservationCommitted: { target: 'committed', actions: 'stockCommitted' },
                ReservationCommitRejected: {
                  target: '#order.compensating',
                  actions: 'cancelForFailedConfirmation',
                },
              },
            },
            committed: { type: 'final' },
          },
        },
        payment: {
          initial: 'deciding',
          states: {
            deciding: { always: [{ guard: 'isPrepaid', target: 'capturing' }, { target: 'authorized' }] },
            capturing: {
              entry: ['captureRequested', 'requestCapture'],
              on: {
                PaymentCaptured: { target: 'captured', actions: 'paymentCaptured' },
                PaymentCaptureRejected: {
                  target: '#order.compensating',
                  actions: ['captureRejected', 'cancelForFailedConfirmation'],
                },
                PaymentOutcomeUnknown: {
                  target: '#order.compensating',
                  actions: 'cancelForFailedConfirmation',
                },
              },
            },
            captured: { type: 'final' },
            authorized: { type: 'final', description: 'The money waits for the shipment.' },
          },
        },
      },
    },

    compensating: orderCompensatingV2,

    needsAttention: {
      description:
        'It cannot go on by itself. Late answers still count; a person resumes it, or gives it up.',
      tags: ['awaitsPerson'],
      entry: 'publishNeedsAttention',
      on: {
        ResumptionRequested: [
          {
            guard: 'captureIsOwed',
            target: 'capturingPayment',
            actions: ['pursueShipment', 'publishResumed'],
          },
          { guard: 'shipmentIsOwed', target: 'shippingStock', actions: ['pursueShipment', 'publishResumed'] },
          { guard: 'stockLeftUnnoticed', target: 'shipped', actions: ['publishResumed', 'publishShipped'] },
          { guard: 'deliveryIsAwaited', target: 'shipped', actions: 'publishResumed' },
          { guard: 'returnIsPursued', target: 'returning', actions: 'publishResumed' },
          { target: 'compensating', actions: 'publishResumed' },
        ],
        CancellationRequested: [
          { guard: 'mayStillCancel', target: 'compensating', actions: 'cancelForCustomer' },
          {
            guard: 'deliveryIsAwaited',
            target: 'compensating',
            actions: ['stockLost', 'cancelForLostParcel'],
          },
        ],
        DeliveryConfirmed: { guard: 'deliveryIsAwaited', target: 'delivered' },
        StockReleased: { guard: 'releaseIsOwed', actions: 'stockReleased' },
        StockShipped: { guard: 'shipmentWasRequested', actions: 'stockShipped' },
        StockReturned: { guard: 'restockIsOwed', actions: 'stockReturned' },
        PaymentCaptured: { guard: 'captureWasRequested', actions: 'paymentCaptured' },
        PaymentCaptureRejected: { guard: 'captureWasRequested', actions: 'captureRejected' },
        PaymentVoided: { guard: 'voidIsOwed', actions: 'paymentVoided' },
        PaymentVoidRejected: { guard: 'voidIsOwed', actions: 'paymentCaptured' },
        PaymentRefunded: { guard: 'refundWasRequested', actions: ['paymentRefunded', 'publishRefunded'] },
      },
    },

    confirmed: {
      description:
        'Firmly held, and the money is sure. The customer may still cancel, an operator has it shipped.',
      tags: ['settled', 'awaitsPerson'],
      entry: 'publishConfirmed',
      on: {
        CancellationRequested: { target: 'compensating', actions: 'cancelForCustomer' },
        DispatchRequested: [
          { guard: 'paymentIsCaptured', target: 'shippingStock', actions: 'pursueShipment' },
          { target: 'capturingPayment', actions: 'pursueShipment' },
        ],
      },
    },

    ...orderShippingV2,

    cancelled: {
      description: 'Nothing is held and nothing is kept.',
      type: 'final',
      tags: ['settled'],
      entry: 'publishCancelled',
    },
  },
});
