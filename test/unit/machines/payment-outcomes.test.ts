import { test } from 'node:test';
import { paymentMachineV1 } from '../../../machines/payment/payment-machine-v1.ts';
import { given } from '../../support/given-when-then.ts';
import { orderId } from '../../support/order-facts.ts';
import { chargeRequest, money, paymentFacts, paymentHistories } from '../../support/payment-facts.ts';

const f = paymentFacts;
const payment = (state: keyof typeof paymentHistories) =>
  given(paymentMachineV1, orderId, paymentHistories[state]);
const paid = { orderId, ...money };

/** [before, outcome, after, published]. What is unclear may still turn out. */
const outcomes = [
  ['authorizing', f.authorized, 'authorized', { type: 'PaymentAuthorized', ...paid }],
  ['authorizationUnclear', f.authorized, 'authorized', { type: 'PaymentAuthorized', ...paid }],
  ['authorizing', f.declined, 'declined', { type: 'PaymentDeclined', orderId, reason: f.declined.reason }],
  ['authorizationUnclear', f.declined, 'declined', 'PaymentDeclined'],
  ['capturing', f.captured, 'captured', { type: 'PaymentCaptured', ...paid }],
  ['captureUnclear', f.captured, 'captured', 'PaymentCaptured'],
  [
    'capturing',
    f.captureRefused,
    'authorized',
    { type: 'PaymentCaptureRejected', orderId, reason: 'expired' },
  ],
  ['captureUnclear', f.captureRefused, 'authorized', 'PaymentCaptureRejected'],
  ['voiding', f.voided, 'voided', { type: 'PaymentVoided', orderId }],
  ['voidUnclear', f.voided, 'voided', 'PaymentVoided'],
  ['refunding', f.refunded, 'refunded', { type: 'PaymentRefunded', ...paid }],
  ['refundUnclear', f.refunded, 'refunded', 'PaymentRefunded'],
  [
    'refunding',
    f.refundRefused,
    'captured',
    { type: 'PaymentRefundRejected', orderId, reason: 'account-closed' },
  ],
  ['refundUnclear', f.refundRefused, 'captured', 'PaymentRefundRejected'],
] as const;
for (const [before, outcome, after, published] of outcomes) {
  test(`${outcome.type} while ${before} makes it ${after}`, () =>
    payment(before)
      .when(outcome)
      .then({ state: after, emitted: [published] }));
}

const unknowns = [
  ['authorizing', f.authorizeUnavailable, 'authorizationUnclear'],
  ['capturing', f.captureUnavailable, 'captureUnclear'],
  ['voiding', f.voidUnavailable, 'voidUnclear'],
  ['refunding', f.refundUnavailable, 'refundUnclear'],
] as const;
for (const [before, outcome, after] of unknowns) {
  const { operation } = outcome;
  test(`a gateway that does not answer while ${before} makes the outcome unknown, not refused`, () =>
    payment(before)
      .when(outcome)
      .then({ state: after, emitted: [{ type: 'PaymentOutcomeUnknown', orderId, operation }] }));
}

for (const before of ['voiding', 'voidUnclear'] as const) {
  test(`a void that is refused while ${before} means that the money was taken`, () =>
    payment(before)
      .when(f.voidRefused)
      .then({
        state: 'captured',
        emitted: ['PaymentCaptured', { type: 'PaymentVoidRejected', orderId, reason: 'captured' }],
      }));
}

const older = [
  f.authorized,
  f.declined,
  f.captured,
  f.captureRefused,
  f.authorizeUnavailable,
  f.captureUnavailable,
];
for (const outcome of older) {
  const name = 'operation' in outcome ? `${outcome.type} for ${outcome.operation}` : outcome.type;
  test(`${name} of an older request means nothing once a void is under way or done`, () => {
    for (const state of ['voiding', 'voidUnclear', 'voided'] as const)
      payment(state).when(outcome).isIgnored();
  });
}

test('a void that comes first declines the authorization that comes late', () =>
  given(paymentMachineV1, orderId, [f.void])
    .when(f.authorize)
    .then({ state: 'voided', emitted: [{ type: 'PaymentDeclined', orderId, reason: 'voided' }] }));

test('a capture that was faster than its void is refunded', () =>
  given(paymentMachineV1, orderId, [f.authorize, f.authorized, f.capture, f.void, f.voidRefused])
    .when(f.refund)
    .then({ state: 'refunding', emitted: [chargeRequest('RefundCharge')] }));

test('a capture after a definite refusal is a new attempt', () =>
  given(paymentMachineV1, orderId, [...paymentHistories.capturing, f.captureRefused])
    .when(f.capture)
    .then({ state: 'capturing', emitted: [chargeRequest('CaptureCharge', 2)] }));

test('a refund after a definite refusal is a new attempt', () =>
  given(paymentMachineV1, orderId, [...paymentHistories.refunding, f.refundRefused])
    .when(f.refund)
    .then({ state: 'refunding', emitted: [chargeRequest('RefundCharge', 2)] }));

test('a payment remembers the reference of its charge', () =>
  payment('refunded').then({ context: { reference: 'ch_1', ...money } }));

test('a payment that waits for the gateway sets no timer, the activity has its own', () =>
  payment('authorizing').then({ timers: {} }));
