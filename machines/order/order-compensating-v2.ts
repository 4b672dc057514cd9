import { orderSetupV2 } from './order-setup-v2.ts';

/** Undoes what came before shipping, and pays back what was lost on the way. */
export const orderCompensatingV2 = orderSetupV2.createStateConfig({
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
});
