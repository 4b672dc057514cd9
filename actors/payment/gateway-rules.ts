import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import type { AuthorizationRequest } from './gateway.ts';
import { behaviourOf } from './gateway-tokens.ts';

/** Where the money of one payment is. `open`: nobody has authorized or voided it. */
export type ChargeState = 'open' | 'authorized' | 'captured' | 'voided' | 'refunded';

/** What the gateway knows of one payment. */
export interface Charge {
  readonly state: ChargeState;
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
}

/** `takes-effect` leads to a new state; `repeated` is accepted because it is so already. */
export type Verdict =
  | { readonly kind: 'takes-effect'; readonly state: ChargeState }
  | { readonly kind: 'repeated' }
  | { readonly kind: 'refused'; readonly reason: string };

const leadsTo = (state: ChargeState): Verdict => ({ kind: 'takes-effect', state });
const refused = (reason: string): Verdict => ({ kind: 'refused', reason });
const repeated: Verdict = { kind: 'repeated' };

/**
 * A repeat under another key is accepted without a second effect: who asks again after an unknown outcome
 * learns that the goal is reached, and no key, however wrong, moves the money twice.
 */
const rules: Record<GatewayOperation, Record<ChargeState, Verdict>> = {
  authorize: {
    open: leadsTo('authorized'),
    authorized: repeated,
    captured: repeated,
    voided: refused('voided'),
    refunded: refused('refunded'),
  },
  capture: {
    open: refused('not authorized'),
    authorized: leadsTo('captured'),
    captured: repeated,
    voided: refused('voided'),
    refunded: refused('refunded'),
  },
  void: {
    open: leadsTo('voided'),
    authorized: leadsTo('voided'),
    captured: refused('captured'),
    voided: repeated,
    refunded: refused('refunded'),
  },
  refund: {
    open: refused('not captured'),
    authorized: refused('not captured'),
    captured: leadsTo('refunded'),
    voided: refused('voided'),
    refunded: repeated,
  },
};

/** Decides on an authorization. */
export const decideAuthorization = (charge: Charge, request: AuthorizationRequest): Verdict => {
  const verdict = rules.authorize[charge.state];
  if (verdict.kind === 'takes-effect') {
    const { declines } = behaviourOf(request.token);
    return declines === undefined ? verdict : refused(declines);
  }
  const sameTerms = charge.amount === request.amount && charge.currency === request.currency;
  return verdict.kind === 'repeated' && !sameTerms ? refused('authorized for another amount') : verdict;
};

/** Decides on an operation that follows an authorization. */
export const decideFollowUp = (
  charge: Charge,
  operation: Exclude<GatewayOperation, 'authorize'>,
): Verdict => {
  const verdict = rules[operation][charge.state];
  const { refusesCapture } = behaviourOf(charge.token);
  const fails = operation === 'capture' && verdict.kind === 'takes-effect' && refusesCapture !== undefined;
  return fails ? refused(refusesCapture) : verdict;
};
