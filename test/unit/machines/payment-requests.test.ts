import { test } from 'node:test';
import { paymentMachineV1 } from '../../../machines/payment/payment-machine-v1.ts';
import { given } from '../../support/given-when-then.ts';
import { orderId } from '../../support/order-facts.ts';
import { chargeRequest, paymentFacts, paymentHistories } from '../../support/payment-facts.ts';

type State = keyof typeof paymentHistories;
type Request = 'authorize' | 'capture' | 'void' | 'refund';
/** [state after, what is emitted: a message, a refusal with its reason, or nothing while the operation runs]. */
type Answer = readonly [State, string?];

const authorize: Record<State, Answer> = {
  unknown: ['authorizing', 'AuthorizeCharge'],
  authorizing: ['authorizing'],
  authorizationUnclear: ['authorizing', 'AuthorizeCharge'],
  authorized: ['authorized', 'PaymentAuthorized'],
  declined: ['declined', 'PaymentDeclined: insufficient-funds'],
  capturing: ['capturing', 'PaymentAuthorized'],
  captureUnclear: ['captureUnclear', 'PaymentAuthorized'],
  captured: ['captured', 'PaymentAuthorized'],
  voiding: ['voiding', 'PaymentDeclined: voided'],
  voidUnclear: ['voidUnclear', 'PaymentDeclined: voided'],
  voided: ['voided', 'PaymentDeclined: voided'],
  refunding: ['refunding', 'PaymentAuthorized'],
  refundUnclear: ['refundUnclear', 'PaymentAuthorized'],
  refunded: ['refunded', 'PaymentAuthorized'],
};
const capture: Record<State, Answer> = {
  unknown: ['unknown', 'PaymentCaptureRejected: not-authorized'],
  authorizing: ['authorizing', 'PaymentCaptureRejected: not-authorized'],
  authorizationUnclear: ['authorizationUnclear', 'PaymentCaptureRejected: not-authorized'],
  authorized: ['capturing', 'CaptureCharge'],
  declined: ['declined', 'PaymentCaptureRejected: not-authorized'],
  capturing: ['capturing'],
  captureUnclear: ['capturing', 'CaptureCharge'],
  captured: ['captured', 'PaymentCaptured'],
  voiding: ['voiding', 'PaymentCaptureRejected: voided'],
  voidUnclear: ['voidUnclear', 'PaymentCaptureRejected: voided'],
  voided: ['voided', 'PaymentCaptureRejected: voided'],
  refunding: ['refunding', 'PaymentCaptureRejected: refunded'],
  refundUnclear: ['refundUnclear', 'PaymentCaptureRejected: refunded'],
  refunded: ['refunded', 'PaymentCaptureRejected: refunded'],
};
const voids: Record<State, Answer> = {
  unknown: ['voided', 'PaymentVoided'],
  authorizing: ['voiding', 'VoidCharge'],
  authorizationUnclear: ['voiding', 'VoidCharge'],
  authorized: ['voiding', 'VoidCharge'],
  declined: ['declined', 'PaymentVoided'],
  capturing: ['voiding', 'VoidCharge'],
  captureUnclear: ['voiding', 'VoidCharge'],
  captured: ['captured', 'PaymentVoidRejected: captured'],
  voiding: ['voiding'],
  voidUnclear: ['voiding', 'VoidCharge'],
  voided: ['voided', 'PaymentVoided'],
  refunding: ['refunding', 'PaymentVoidRejected: captured'],
  refundUnclear: ['refundUnclear', 'PaymentVoidRejected: captured'],
  refunded: ['refunded', 'PaymentVoidRejected: captured'],
};
const refund: Record<State, Answer> = {
  unknown: ['unknown', 'PaymentRefundRejected: not-captured'],
  authorizing: ['authorizing', 'PaymentRefundRejected: not-captured'],
  authorizationUnclear: ['authorizationUnclear', 'PaymentRefundRejected: not-captured'],
  authorized: ['authorized', 'PaymentRefundRejected: not-captured'],
  declined: ['declined', 'PaymentRefundRejected: not-captured'],
  capturing: ['capturing', 'PaymentRefundRejected: not-captured'],
  captureUnclear: ['captureUnclear', 'PaymentRefundRejected: not-captured'],
  captured: ['refunding', 'RefundCharge'],
  voiding: ['voiding', 'PaymentRefundRejected: not-captured'],
  voidUnclear: ['voidUnclear', 'PaymentRefundRejected: not-captured'],
  voided: ['voided', 'PaymentRefundRejected: not-captured'],
  refunding: ['refunding'],
  refundUnclear: ['refunding', 'RefundCharge'],
  refunded: ['refunded', 'PaymentRefunded'],
};

const emission = (answer: string) => {
  const [type = '', reason] = answer.split(': ');
  if (reason !== undefined) return { type, orderId, reason };
  // The same key as before: nothing here was definitely refused.
  return type.endsWith('Charge') ? chargeRequest(type) : type;
};
const table: Record<Request, Record<State, Answer>> = { authorize, capture, void: voids, refund };

for (const request of ['authorize', 'capture', 'void', 'refund'] as const) {
  for (const [before, history] of Object.entries(paymentHistories)) {
    const [after, answer] = table[request][before as State];
    test(`${request} while ${before}: ${answer ?? 'the running one answers'}`, () =>
      given(paymentMachineV1, orderId, history)
        .when(paymentFacts[request])
        .then({ state: after, emitted: answer === undefined ? [] : [emission(answer)] }));
  }
}
