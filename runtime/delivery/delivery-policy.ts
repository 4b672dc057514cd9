import { createHash } from 'node:crypto';
import { RuntimeError } from '../errors.ts';

/** How often and how patiently a message that fails is tried. */
export interface DeliveryPolicy {
  /** Attempts in all; after the last one it is a dead letter. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly maximumDelayMs: number;
}

/** A minute and a half in all: longer outages of servers are waited out and do not count. */
export const defaultDeliveryPolicy: DeliveryPolicy = {
  attempts: 10,
  firstDelayMs: 200,
  maximumDelayMs: 120_000,
};

/** What happens to a message after its `attempts`-th failure. */
export type NextAttempt =
  | { readonly state: 'retrying'; readonly dueAt: number }
  | { readonly state: 'dead'; readonly dueAt: number };

/**
 * The delay doubles from the first to the longest, and up to a quarter of it is left out, so that what failed together
 * does not come back together. The spread is a hash of the message and the attempt: the same run gives the same times.
 */
export const nextAttempt = (
  policy: DeliveryPolicy,
  error: unknown,
  messageId: string,
  attempts: number,
  now: number,
): NextAttempt => {
  const hopeless =
    error instanceof RuntimeError && error.consequence !== 'transient' && error.consequence !== 'conflict';
  if (hopeless || attempts >= policy.attempts) return { state: 'dead', dueAt: now };
  const delay = Math.min(policy.firstDelayMs * 2 ** (attempts - 1), policy.maximumDelayMs);
  return { state: 'retrying', dueAt: now + Math.round(delay * (1 - spread(messageId, attempts) / 4)) };
};

/** Between 0 and 1, the same for the same message and attempt. */
const spread = (messageId: string, attempts: number): number =>
  createHash('sha256').update(`${messageId}/${attempts}`).digest().readUInt32BE() / 2 ** 32;
