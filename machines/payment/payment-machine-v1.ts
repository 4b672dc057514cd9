import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import { paymentActionsV1 } from './payment-actions-v1.ts';
import { type PaymentFactV1, paymentTypesV1, unknownPaymentV1 } from './payment-context-v1.ts';

const concerns =
  (operation: GatewayOperation) =>
  ({ event }: { readonly event: PaymentFactV1 }) =>
    event.type === 'GatewayUnavailable' && event.operation === operation;

/**
 * One order's payment, version 1. Every request is answered in every state; one that is repeated while its
 * operation runs is answered by that operation's outcome. `…Unclear` means that the gateway may have done it:
 * it is asked again under the same key. From `voiding` on the outcomes of older operations mean nothing, the
 * gateway serializes: either the void refuses what comes later, or the void is refused for what was captured.
 */
export const paymentMachineV1 = paymentTypesV1
  .extend({
    actions: paymentActionsV1,
    guards: {
      concernsAuthorization: concerns('authorize'),
      concernsCapture: concerns('capture'),
      concernsVoid: concerns('void'),
      concernsRefund: concerns('refund'),
    },
  })
  .createMachine({
    id: 'payment',
    version: '1',
    description: 'The money of one order. What a state cannot do is refused, never left unanswered.',
    context: ({ input }) => unknownPaymentV1(input.id),
    initial: 'unknown',
    on: {
      CaptureRequested: { actions: 'rejectCaptureAsNotAuthorized' },
      RefundRequested: { actions: 'rejectRefundAsNotCaptured' },
    },
    states: {
      unknown: {
        description: 'Nobody has asked for money. A void that comes first is remembered.',
        on: {
          AuthorizationRequested: { target: 'authorizing', actions: 'recordRequest' },
          VoidRequested: { target: 'voided', actions: 'publishVoided' },
        },
      },

      authorizing: {
        description: 'The gateway is asked to put the money aside.',
        entry: 'authorizeCharge',
        on: {
          ChargeAuthorized: { target: 'authorized', actions: ['recordReference', 'publishAuthorized'] },
          ChargeDeclined: { target: 'declined', actions: ['recordDecline', 'publishDeclined'] },
          GatewayUnavailable: {
            guard: 'concernsAuthorization',
            target: 'authorizationUnclear',
            actions: 'authorizationUnknown',
          },
          AuthorizationRequested: 'authorizing',
          VoidRequested: 'voiding',
        },
      },
      authorizationUnclear: {
        description: 'The gateway did not answer: the money may be set aside.',
        on: {
          ChargeAuthorized: { target: 'authorized', actions: ['recordReference', 'publishAuthorized'] },
          ChargeDeclined: { target: 'declined', actions: ['recordDecline', 'publishDeclined'] },
          AuthorizationRequested: 'authorizing',
          VoidRequested: 'voiding',
        },
      },
      authorized: {
        description: 'The money is set aside.',
        on: {
          AuthorizationRequested: { actions: 'publishAuthorized' },
          CaptureRequested: 'capturing',
          VoidRequested: 'voiding',
        },
      },
      declined: {
        description: 'The gateway said no; nothing is owed.',
        tags: ['settled'],
        on: {
          AuthorizationRequested: { actions: 'publishDeclined' },
          VoidRequested: { actions: 'publishVoided' },
        },
      },

      capturing: {
        description: 'The gateway is asked to take the money.',
        entry: 'captureCharge',
        on: {
          ChargeCaptured: { target: 'captured', actions: 'publishCaptured' },
          ChargeCaptureRefused: {
            target: 'authorized',
            actions: ['rejectCaptureAsRefused', 'nextCaptureAttempt'],
          },
          GatewayUnavailable: {
            guard: 'concernsCapture',
            target: 'captureUnclear',
            actions: 'captureUnknown',
          },
          AuthorizationRequested: { actions: 'publishAuthorized' },
          CaptureRequested: 'capturing',
          VoidRequested: 'voiding',
        },
      },
      captureUnclear: {
        description: 'The gateway did not answer: the money may be taken.',
        on: {
          ChargeCaptured: { target: 'captured', actions: 'publishCaptured' },
          ChargeCaptureRefused: {
            target: 'authorized',
            actions: ['rejectCaptureAsRefused', 'nextCaptureAttempt'],
          },
          AuthorizationRequested: { actions: 'publishAuthorized' },
          CaptureRequested: 'capturing',
          VoidRequested: 'voiding',
        },
      },
      captured: {
        description: 'The money is taken.',
        tags: ['settled'],
        on: {
          AuthorizationRequested: { actions: 'publishAuthorized' },
          CaptureRequested: { actions: 'publishCaptured' },
          VoidRequested: { actions: 'rejectVoidAsCaptured' },
          RefundRequested: 'refunding',
        },
      },

      voiding: {
        description: 'The gateway is asked to let go of the money, and to refuse what comes later.',
        entry: 'voidCharge',
        on: {
          ChargeVoided: { target: 'voided', actions: 'publishVoided' },
          ChargeVoidRefused: { target: 'captured', actions: ['publishCaptured', 'rejectVoidAsCaptured'] },
          GatewayUnavailable: { guard: 'concernsVoid', target: 'voidUnclear', actions: 'voidUnknown' },
          AuthorizationRequested: { actions: 'declineAsVoided' },
          CaptureRequested: { actions: 'rejectCaptureAsVoided' },
          VoidRequested: 'voiding',
        },
      },
      voidUnclear: {
        description: 'The gateway did not answer: the money may still be set aside, or even taken.',
        on: {
          ChargeVoided: { target: 'voided', actions: 'publishVoided' },
          ChargeVoidRefused: { target: 'captured', actions: ['publishCaptured', 'rejectVoidAsCaptured'] },
          AuthorizationRequested: { actions: 'declineAsVoided' },
          CaptureRequested: { actions: 'rejectCaptureAsVoided' },
          VoidRequested: 'voiding',
        },
      },
      voided: {
        description: 'The money is free, and none is ever taken for this order.',
        tags: ['settled'],
        on: {
          AuthorizationRequested: { actions: 'declineAsVoided' },
          CaptureRequested: { actions: 'rejectCaptureAsVoided' },
          VoidRequested: { actions: 'publishVoided' },
        },
      },

      refunding: {
        description: 'The gateway is asked to pay the money back.',
        entry: 'refundCharge',
        on: {
          ChargeRefunded: { target: 'refunded', actions: 'publishRefunded' },
          ChargeRefundRefused: {
            target: 'captured',
            actions: ['rejectRefundAsRefused', 'nextRefundAttempt'],
          },
          GatewayUnavailable: { guard: 'concernsRefund', target: 'refundUnclear', actions: 'refundUnknown' },
          AuthorizationRequested: { actions: 'publishAuthorized' },
          CaptureRequested: { actions: 'rejectCaptureAsRefunded' },
          VoidRequested: { actions: 'rejectVoidAsCaptured' },
          RefundRequested: 'refunding',
        },
      },
      refundUnclear: {
        description: 'The gateway did not answer: the money may be paid back.',
        on: {
          ChargeRefunded: { target: 'refunded', actions: 'publishRefunded' },
          ChargeRefundRefused: {
            target: 'captured',
            actions: ['rejectRefundAsRefused', 'nextRefundAttempt'],
          },
          AuthorizationRequested: { actions: 'publishAuthorized' },
          CaptureRequested: { actions: 'rejectCaptureAsRefunded' },
          VoidRequested: { actions: 'rejectVoidAsCaptured' },
          RefundRequested: 'refunding',
        },
      },
      refunded: {
        description: 'The money is paid back.',
        tags: ['settled'],
        on: {
          AuthorizationRequested: { actions: 'publishAuthorized' },
          CaptureRequested: { actions: 'rejectCaptureAsRefunded' },
          VoidRequested: { actions: 'rejectVoidAsCaptured' },
          RefundRequested: { actions: 'publishRefunded' },
        },
      },
    },
  });
