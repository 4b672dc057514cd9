import type { PaymentFactV1 } from '../../machines/payment/payment-context-v1.ts';
import { orderId } from './order-facts.ts';

export const money = { amount: 2_500, currency: 'EUR' };

/** What the payment asks of the gateway. */
export const chargeRequest = (type: string, attempt = 1) => ({
  type,
  orderId,
  ...money,
  token: 'tok_ok',
  attempt,
});

/** One fact of each kind that a payment takes. */
export const paymentFacts = {
  authorize: { type: 'AuthorizationRequested', ...money, token: 'tok_ok' },
  capture: { type: 'CaptureRequested' },
  void: { type: 'VoidRequested' },
  refund: { type: 'RefundRequested' },
  authorized: { type: 'ChargeAuthorized', reference: 'ch_1' },
  declined: { type: 'ChargeDeclined', reason: 'insufficient-funds' },
  captured: { type: 'ChargeCaptured', reference: 'ch_1' },
  captureRefused: { type: 'ChargeCaptureRefused', reason: 'expired' },
  voided: { type: 'ChargeVoided', reference: 'ch_1' },
  voidRefused: { type: 'ChargeVoidRefused', reason: 'captured' },
  refunded: { type: 'ChargeRefunded', reference: 'ch_1' },
  refundRefused: { type: 'ChargeRefundRefused', reason: 'account-closed' },
  authorizeUnavailable: { type: 'GatewayUnavailable', operation: 'authorize', reason: 'timeout' },
  captureUnavailable: { type: 'GatewayUnavailable', operation: 'capture', reason: 'timeout' },
  voidUnavailable: { type: 'GatewayUnavailable', operation: 'void', reason: 'timeout' },
  refundUnavailable: { type: 'GatewayUnavailable', operation: 'refund', reason: 'timeout' },
} as const satisfies Record<string, PaymentFactV1>;

const f = paymentFacts;
/** A short way into every state of a payment. */
export const paymentHistories = {
  unknown: [],
  authorizing: [f.authorize],
  authorizationUnclear: [f.authorize, f.authorizeUnavailable],
  authorized: [f.authorize, f.authorized],
  declined: [f.authorize, f.declined],
  capturing: [f.authorize, f.authorized, f.capture],
  captureUnclear: [f.authorize, f.authorized, f.capture, f.captureUnavailable],
  captured: [f.authorize, f.authorized, f.capture, f.captured],
  voiding: [f.authorize, f.authorized, f.void],
  voidUnclear: [f.authorize, f.authorized, f.void, f.voidUnavailable],
  voided: [f.authorize, f.authorized, f.void, f.voided],
  refunding: [f.authorize, f.authorized, f.capture, f.captured, f.refund],
  refundUnclear: [f.authorize, f.authorized, f.capture, f.captured, f.refund, f.refundUnavailable],
  refunded: [f.authorize, f.authorized, f.capture, f.captured, f.refund, f.refunded],
} as const satisfies Record<string, readonly PaymentFactV1[]>;
