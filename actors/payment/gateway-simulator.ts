import type { Kysely } from 'kysely';
import { type Clock, pause } from '../../runtime/clock.ts';
import { RuntimeError, Transient } from '../../runtime/errors.ts';
import { batchCalls } from './batch-calls.ts';
import type { Gateway, GatewayAnswer } from './gateway.ts';
import type { CallOutcome, GatewayCall } from './gateway-call.ts';
import { enterCalls } from './gateway-ledger.ts';

const unavailable = (message: string, cause?: unknown): Transient =>
  new Transient('payment/gateway-unavailable', message, {}, cause);

/**
 * A payment gateway that charges nobody: it keeps a journal in its own schema `gateway`, with
 * commits of its own, so that it knows what happened even where the caller's transaction was lost.
 *
 * Which card does what is in gateway-tokens.ts. A slow card is charged at once and answered late: a caller
 * that gives up waiting has changed nothing but its own knowledge, and learns the answer by asking again.
 * Faults of `database` are `Transient`, as those of a real gateway's network would be.
 */
export const createGatewaySimulator = (options: {
  readonly database: Kysely<unknown>;
  readonly clock: Clock;
}): Gateway => {
  const { database, clock } = options;
  const enterTogether = batchCalls((calls) => enterCalls(database, calls, new Date(clock.now())));

  const enter = async (call: GatewayCall, key: string): Promise<CallOutcome> => {
    try {
      return await enterTogether(key, call);
    } catch (error) {
      if (error instanceof RuntimeError) throw error;
      throw unavailable('The payment gateway could not take the call', error);
    }
  };

  const answer = async (call: GatewayCall, key: string, signal: AbortSignal): Promise<GatewayAnswer> => {
    if (signal.aborted) throw unavailable('The call was given up before it was made');
    const outcome = await enter(call, key);
    if (outcome.kind === 'fault') throw unavailable('The payment gateway answered with a passing fault');
    // Everything is written: nobody else waits for a slow card.
    if (outcome.delayMs > 0) await pause(clock, outcome.delayMs, signal);
    if (signal.aborted) throw unavailable('The call was given up before its answer came');
    return outcome.answer;
  };

  return {
    authorize: (request, key, signal) => answer({ ...request, operation: 'authorize' }, key, signal),
    capture: (request, key, signal) => answer({ ...request, operation: 'capture' }, key, signal),
    void: (request, key, signal) => answer({ ...request, operation: 'void' }, key, signal),
    refund: (request, key, signal) => answer({ ...request, operation: 'refund' }, key, signal),
  };
};
