import Type from 'typebox';
import { Compile } from 'typebox/compile';
import type { Fact } from '../../contracts/message-type.ts';
import type {
  ChargeAuthorized,
  ChargeCaptured,
  ChargeCaptureRefused,
  ChargeDeclined,
  ChargeRefunded,
  ChargeRefundRefused,
  ChargeVoided,
  ChargeVoidRefused,
  GatewayOperation,
  GatewayUnavailable,
} from '../../contracts/payment-messages.ts';
import { Amount, Currency, OrderId } from '../../contracts/values.ts';
import type { FactEvent } from '../../runtime/actor/actor-state.ts';
import type { Activity, RetryPolicy } from '../../runtime/actor/definition.ts';
import { Poison } from '../../runtime/errors.ts';
import type { Gateway, GatewayAnswer } from './gateway.ts';

/** About twelve seconds of trying before the outcome counts as unknown. One call may take ten. */
export const gatewayRetry: RetryPolicy = {
  attempts: 7,
  firstDelayMs: 200,
  maximumDelayMs: 5_000,
  timeoutMs: 10_000,
};

/** What the payment machine asks for. `attempt` counts business attempts, not tries of the activity. */
const FollowUpRequest = Type.Object({ orderId: OrderId, attempt: Type.Integer({ minimum: 1 }) });
const AuthorizationRequest = Type.Object({
  ...FollowUpRequest.properties,
  amount: Amount,
  currency: Currency,
  token: Type.String(),
});
// Asked twice an authorization: 7 % of what the service allocated went into reading the schemas anew.
const followUpCheck = Compile(FollowUpRequest);
const authorizationCheck = Compile(AuthorizationRequest);

const unreadable = (request: FactEvent): Poison =>
  new Poison(
    'payment/unreadable-request',
    `The payment machine emitted a ${request.type} without its fields`,
  );

type Authorized = Fact<typeof ChargeAuthorized | typeof ChargeDeclined>;
type Captured = Fact<typeof ChargeCaptured | typeof ChargeCaptureRefused>;
type Voided = Fact<typeof ChargeVoided | typeof ChargeVoidRefused>;
type Refunded = Fact<typeof ChargeRefunded | typeof ChargeRefundRefused>;

/** What all four have in common: the key, the patience, and what running out of it means. */
const activity = (operation: GatewayOperation, run: Activity['run']): Activity => ({
  retry: gatewayRetry,
  idempotencyKey: (streamId, request) => {
    if (!followUpCheck.Check(request)) throw unreadable(request);
    return `${streamId}/${operation}/${request.attempt}`;
  },
  run,
  exhausted: (_request, reason) => {
    const fact: Fact<typeof GatewayUnavailable> = { type: 'GatewayUnavailable', operation, reason };
    return fact;
  },
});

const followUp = (
  operation: GatewayOperation,
  ask: Gateway['capture'],
  outcome: (answer: GatewayAnswer) => FactEvent,
): Activity =>
  activity(operation, async (request, key, signal) => {
    if (!followUpCheck.Check(request)) throw unreadable(request);
    return outcome(await ask({ payment: request.orderId }, key, signal));
  });

/**
 * What the payment machine asks of the gateway. The gateway knows a payment by its order's id; a key is payment
 * stream, operation and business attempt, so no number of tries makes a second charge.
 */
export const paymentActivities = (gateway: Gateway): Readonly<Record<string, Activity>> => ({
  AuthorizeCharge: activity('authorize', async (request, key, signal): Promise<Authorized> => {
    if (!authorizationCheck.Check(request)) throw unreadable(request);
    const { orderId, amount, currency, token } = request;
    const answer = await gateway.authorize({ payment: orderId, amount, currency, token }, key, signal);
    return answer.accepted
      ? { type: 'ChargeAuthorized', reference: answer.reference }
      : { type: 'ChargeDeclined', reason: answer.reason };
  }),
  CaptureCharge: followUp(
    'capture',
    gateway.capture,
    (answer): Captured =>
      answer.accepted
        ? { type: 'ChargeCaptured', reference: answer.reference }
        : { type: 'ChargeCaptureRefused', reason: answer.reason },
  ),
  VoidCharge: followUp(
    'void',
    gateway.void,
    (answer): Voided =>
      answer.accepted
        ? { type: 'ChargeVoided', reference: answer.reference }
        : { type: 'ChargeVoidRefused', reason: answer.reason },
  ),
  RefundCharge: followUp(
    'refund',
    gateway.refund,
    (answer): Refunded =>
      answer.accepted
        ? { type: 'ChargeRefunded', reference: answer.reference }
        : { type: 'ChargeRefundRefused', reason: answer.reason },
  ),
});
