/** How the simulated card behind a token behaves. Only what differs from a good card is said. */
export interface TokenBehaviour {
  /** Every authorization is refused with this reason. */
  readonly declines?: string;
  /** Every capture is refused with this reason. */
  readonly refusesCapture?: string;
  /** So many first calls of each idempotency key end in a transient fault and have no effect. */
  readonly faults?: number;
  /** The authorization takes effect at once, its answer comes this much later. */
  readonly answersAfterMs?: number;
}

const behaviours: ReadonlyMap<string, TokenBehaviour> = new Map([
  ['tok_visa', {}],
  ['tok_declined', { declines: 'card declined' }],
  ['tok_insufficient_funds', { declines: 'insufficient funds' }],
  ['tok_flaky', { faults: 2 }],
  ['tok_slow', { answersAfterMs: 3_000 }],
  ['tok_capture_fails', { refusesCapture: 'capture failed' }],
]);

/** The tokens that the simulated gateway gives out. */
export const knownTokens: ReadonlySet<string> = new Set(behaviours.keys());

/** How the card behind `token` behaves; an unknown one is declined. */
export const behaviourOf = (token: string): TokenBehaviour =>
  behaviours.get(token) ?? { declines: 'unknown payment token' };
