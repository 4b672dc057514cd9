import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import type { AuthorizationRequest, GatewayAnswer } from './gateway.ts';

/** A call as the gateway sees it. */
export type GatewayCall =
  | ({ readonly operation: 'authorize' } & AuthorizationRequest)
  | { readonly operation: Exclude<GatewayOperation, 'authorize'>; readonly payment: string };

/** A call under its idempotency key. */
export interface KeyedCall {
  readonly key: string;
  readonly call: GatewayCall;
}

/** What one call came to. `delayMs`: how long the answer is under way. */
export type CallOutcome =
  | { readonly kind: 'fault' }
  | { readonly kind: 'answer'; readonly answer: GatewayAnswer; readonly delayMs: number };
