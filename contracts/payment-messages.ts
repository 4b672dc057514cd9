import Type from 'typebox';
import { command, event, fact } from './message-type.ts';
import { paymentAuthorizedFromV1ToV2 } from './upcasters/payment-authorized-from-v1-to-v2.ts';
import { Amount, Currency, Money, OrderId } from './values.ts';

const orderId = { orderId: OrderId };
const money = { amount: Amount, currency: Currency };
const refused = { ...orderId, reason: Type.String() };
const nothing = Type.Object({});
const gatewayReference = Type.Object({ reference: Type.String() });
const gatewayRefusal = Type.Object({ reason: Type.String() });

/** What can be asked of the gateway. */
export const GatewayOperation = Type.Union([
  Type.Literal('authorize'),
  Type.Literal('capture'),
  Type.Literal('void'),
  Type.Literal('refund'),
]);
export type GatewayOperation = Type.Static<typeof GatewayOperation>;

export const AuthorizePayment = command(
  'payment',
  'AuthorizePayment',
  Type.Object({ ...orderId, ...money, token: Type.String() }),
);
export const CapturePayment = command('payment', 'CapturePayment', Type.Object(orderId));
export const VoidPayment = command('payment', 'VoidPayment', Type.Object(orderId));
export const RefundPayment = command('payment', 'RefundPayment', Type.Object(orderId));

export const PaymentAuthorized = event(
  'payment',
  'PaymentAuthorized',
  Type.Object({ ...orderId, money: Money }),
  [paymentAuthorizedFromV1ToV2],
);
export const PaymentDeclined = event('payment', 'PaymentDeclined', Type.Object(refused));
export const PaymentCaptured = event('payment', 'PaymentCaptured', Type.Object({ ...orderId, ...money }));
export const PaymentCaptureRejected = event('payment', 'PaymentCaptureRejected', Type.Object(refused));
export const PaymentVoided = event('payment', 'PaymentVoided', Type.Object(orderId));
/** Nothing was voided because the money was captured: it must be refunded. */
export const PaymentVoidRejected = event('payment', 'PaymentVoidRejected', Type.Object(refused));
export const PaymentRefunded = event('payment', 'PaymentRefunded', Type.Object({ ...orderId, ...money }));
export const PaymentRefundRejected = event('payment', 'PaymentRefundRejected', Type.Object(refused));
/** The gateway did not answer, however often it was asked: the operation may have taken effect or not. */
export const PaymentOutcomeUnknown = event(
  'payment',
  'PaymentOutcomeUnknown',
  Type.Object({ ...orderId, operation: GatewayOperation }),
);

export const AuthorizationRequested = fact(
  'payment',
  'AuthorizationRequested',
  Type.Object({ ...money, token: Type.String() }),
);
export const CaptureRequested = fact('payment', 'CaptureRequested', nothing);
export const VoidRequested = fact('payment', 'VoidRequested', nothing);
export const RefundRequested = fact('payment', 'RefundRequested', nothing);

export const ChargeAuthorized = fact('payment', 'ChargeAuthorized', gatewayReference);
export const ChargeDeclined = fact('payment', 'ChargeDeclined', gatewayRefusal);
export const ChargeCaptured = fact('payment', 'ChargeCaptured', gatewayReference);
export const ChargeCaptureRefused = fact('payment', 'ChargeCaptureRefused', gatewayRefusal);
export const ChargeVoided = fact('payment', 'ChargeVoided', gatewayReference);
export const ChargeVoidRefused = fact('payment', 'ChargeVoidRefused', gatewayRefusal);
export const ChargeRefunded = fact('payment', 'ChargeRefunded', gatewayReference);
export const ChargeRefundRefused = fact('payment', 'ChargeRefundRefused', gatewayRefusal);
/** The attempts of an activity ran out without an answer. */
export const GatewayUnavailable = fact(
  'payment',
  'GatewayUnavailable',
  Type.Object({ operation: GatewayOperation, reason: Type.String() }),
);
