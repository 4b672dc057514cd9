import { unplacedOrderV1 } from './order-context-v1.ts';
import { orderMessagesV1 } from './order-messages-v1.ts';
import { orderDelaysV1, orderGuardsV1 } from './order-policy-v1.ts';
import { orderRecordsV1 } from './order-records-v1.ts';
import { orderTypesV1 } from './order-types-v1.ts';

/**
 * The order saga, version 1: reserve, authorize, commit and capture; undo what may have taken effect when a
 * step fails or the customer changes their mind; ship what was confirmed. The ledger in its context (`stock`,
 * `payment`) says what may be owed, `compensating` works it off.
 */
export const orderMachineV1 = orderTypesV1
  .extend({
    actions: { ...orderRecordsV1, ...orderMessagesV1 },
    guards: orderGuardsV1,
    delays: orderDelaysV1,
  })
  .createMachine({
    id: 'order',
    version: '1',
    description: 'One order, from placed to fulfilled or cancelled.',
    context: ({ input }) => unplacedOrderV1(input.id),
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
          PaymentDeclined: {
            target: 'compensating',
            actions: ['paymentDeclined', 'cancelForDeclinedPayment'],
          },
          PaymentOutcomeUnknown: { target: 'compensating', actions: 'cancelForUnclearPayment' },
          CancellationRequested: { target: 'compensating', actions: 'cancelForCustomer' },
        },
        after: { paymentTimeout: { target: 'compensating', actions: 'cancelForPaymentTimeout' } },
      },

      confirming: {
        description: 'The hold is made firm and the money is taken, side by side.',
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
            initial: 'capturing',
            states: {
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
            },
          },
        },
      },

      compensating: {
        description: 'Gives back what may be held and what may have been taken, as the ledger says.',
        type: 'parallel',
        entry: 'pursueCompensation',
        onDone: 'cancelled',
        states: {
          stock: {
            initial: 'deciding',
            states: {
              deciding: { always: [{ guard: 'releaseIsOwed', target: 'releasing' }, { target: 'undone' }] },
              releasing: {
                entry: ['countRelease', 'requestRelease'],
                on: {
                  StockReleased: { target: 'undone', actions: 'stockReleased' },
                  StockReleaseRejected: { target: '#order.needsAttention', actions: 'releaseRejected' },
                },
                after: {
                  releaseRetry: [
                    { guard: 'mayReleaseAgain', target: 'releasing', reenter: true },
                    { target: '#order.needsAttention', actions: 'releaseUnanswered' },
                  ],
                },
              },
              undone: { type: 'final' },
            },
          },
          payment: {
            initial: 'deciding',
            states: {
              deciding: {
                always: [
                  { guard: 'refundIsOwed', target: 'refunding' },
                  { guard: 'voidIsOwed', target: 'voiding' },
                  { target: 'undone' },
                ],
              },
              voiding: {
                description: 'A capture that was faster makes the void be refused: then it is a refund.',
                entry: ['countVoid', 'requestVoid'],
                on: {
                  PaymentVoided: { target: 'undone', actions: 'paymentVoided' },
                  PaymentVoidRejected: { target: 'refunding', actions: 'paymentCaptured' },
                },
                after: {
                  voidRetry: [
                    { guard: 'mayVoidAgain', target: 'voiding', reenter: true },
                    { target: '#order.needsAttention', actions: 'voidUnanswered' },
                  ],
                },
              },
              refunding: {
                entry: ['countRefund', 'requestRefund'],
                on: {
                  PaymentRefunded: { target: 'undone', actions: ['paymentRefunded', 'publishRefunded'] },
                  PaymentRefundRejected: { target: '#order.needsAttention', actions: 'refundRejected' },
                },
                after: {
                  refundRetry: [
                    { guard: 'mayRefundAgain', target: 'refunding', reenter: true },
                    { target: '#order.needsAttention', actions: 'refundUnanswered' },
                  ],
                },
              },
              undone: { type: 'final' },
            },
          },
        },
      },

      needsAttention: {
        description: 'It could not be undone or shipped. Late answers still count; a person resumes it.',
        tags: ['awaitsPerson'],
        entry: 'publishNeedsAttention',
        on: {
          ResumptionRequested: [
            { guard: 'stockIsShipped', target: 'fulfilled' },
            { guard: 'shipmentIsOwed', target: 'fulfilling', actions: 'pursueFulfilment' },
            { target: 'compensating' },
          ],
          StockReleased: { guard: 'releaseIsOwed', actions: 'stockReleased' },
          StockShipped: { guard: 'shipmentIsOwed', actions: 'stockShipped' },
          PaymentVoided: { guard: 'voidIsOwed', actions: 'paymentVoided' },
          PaymentVoidRejected: { guard: 'voidIsOwed', actions: 'paymentCaptured' },
          PaymentRefunded: { guard: 'refundWasRequested', actions: ['paymentRefunded', 'publishRefunded'] },
        },
      },

      confirmed: {
        description: 'Paid and firmly held. The customer may still cancel, an operator may have it shipped.',
        tags: ['settled', 'awaitsPerson'],
        entry: 'publishConfirmed',
        on: {
          CancellationRequested: { target: 'compensating', actions: 'cancelForCustomer' },
          FulfilmentRequested: { target: 'fulfilling', actions: 'pursueFulfilment' },
        },
      },

      fulfilling: {
        description: 'Inventory ships the committed goods.',
        tags: ['settled'],
        entry: ['countShipment', 'requestShipment'],
        on: {
          StockShipped: { target: 'fulfilled', actions: 'stockShipped' },
          StockShipmentRejected: { target: 'needsAttention', actions: 'shipmentRejected' },
        },
        after: {
          shipmentRetry: [
            { guard: 'mayShipAgain', target: 'fulfilling', reenter: true },
            { target: 'needsAttention', actions: 'shipmentUnanswered' },
          ],
        },
      },

      fulfilled: {
        description: 'The goods are on their way.',
        type: 'final',
        tags: ['settled'],
        entry: 'publishFulfilled',
      },

      cancelled: {
        description: 'Nothing is held and nothing is kept.',
        type: 'final',
        tags: ['settled'],
        entry: 'publishCancelled',
      },
    },
  });
