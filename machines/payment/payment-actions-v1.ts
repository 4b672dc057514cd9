import { assertEvent } from 'xstate';
import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import { type ChargeRequestV1, type PaymentContextV1, paymentTypesV1 } from './payment-context-v1.ts';

const { assign, emit } = paymentTypesV1;

const money = ({ orderId, amount, currency }: PaymentContextV1) => ({ orderId, amount, currency });

const request = (type: ChargeRequestV1['type'], operation: GatewayOperation) =>
  emit(({ context }) => ({
    type,
    ...money(context),
    token: context.token,
    attempt: context.attempts[operation],
  }));
const nextAttempt = (operation: GatewayOperation) =>
  assign({
    attempts: ({ context: { attempts } }) => ({ ...attempts, [operation]: attempts[operation] + 1 }),
  });
const outcomeUnknown = (operation: GatewayOperation) =>
  emit(({ context: { orderId } }) => ({ type: 'PaymentOutcomeUnknown', orderId, operation }));
const declineAs = (reason: string) =>
  emit(({ context: { orderId } }) => ({ type: 'PaymentDeclined', orderId, reason }));
const rejectCaptureAs = (reason: string) =>
  emit(({ context: { orderId } }) => ({ type: 'PaymentCaptureRejected', orderId, reason }));

/** What a payment remembers, asks of the gateway and answers. */
export const paymentActionsV1 = {
  recordRequest: assign(({ event }) => {
    assertEvent(event, 'AuthorizationRequested');
    return { amount: event.amount, currency: event.currency, token: event.token };
  }),
  recordReference: assign(({ event }) => {
    assertEvent(event, 'ChargeAuthorized');
    return { reference: event.reference };
  }),
  recordDecline: assign(({ event }) => {
    assertEvent(event, 'ChargeDeclined');
    return { declineReason: event.reason };
  }),
  nextCaptureAttempt: nextAttempt('capture'),
  nextRefundAttempt: nextAttempt('refund'),

  authorizeCharge: request('AuthorizeCharge', 'authorize'),
  captureCharge: request('CaptureCharge', 'capture'),
  voidCharge: request('VoidCharge', 'void'),
  refundCharge: request('RefundCharge', 'refund'),

  publishAuthorized: emit(({ context }) => ({ type: 'PaymentAuthorized', ...money(context) })),
  publishDeclined: emit(({ context: { orderId, declineReason } }) => ({
    type: 'PaymentDeclined',
    orderId,
    reason: declineReason ?? 'declined',
  })),
  publishCaptured: emit(({ context }) => ({ type: 'PaymentCaptured', ...money(context) })),
  publishVoided: emit(({ context: { orderId } }) => ({ type: 'PaymentVoided', orderId })),
  publishRefunded: emit(({ context }) => ({ type: 'PaymentRefunded', ...money(context) })),

  declineAsVoided: declineAs('voided'),
  rejectCaptureAsRefused: emit(({ context: { orderId }, event }) => {
    assertEvent(event, 'ChargeCaptureRefused');
    return { type: 'PaymentCaptureRejected', orderId, reason: event.reason };
  }),
  rejectCaptureAsNotAuthorized: rejectCaptureAs('not-authorized'),
  rejectCaptureAsVoided: rejectCaptureAs('voided'),
  rejectCaptureAsRefunded: rejectCaptureAs('refunded'),
  rejectVoidAsCaptured: emit(({ context: { orderId } }) => ({
    type: 'PaymentVoidRejected',
    orderId,
    reason: 'captured',
  })),
  rejectRefundAsRefused: emit(({ context: { orderId }, event }) => {
    assertEvent(event, 'ChargeRefundRefused');
    return { type: 'PaymentRefundRejected', orderId, reason: event.reason };
  }),
  rejectRefundAsNotCaptured: emit(({ context: { orderId } }) => ({
    type: 'PaymentRefundRejected',
    orderId,
    reason: 'not-captured',
  })),

  authorizationUnknown: outcomeUnknown('authorize'),
  captureUnknown: outcomeUnknown('capture'),
  voidUnknown: outcomeUnknown('void'),
  refundUnknown: outcomeUnknown('refund'),
};
