import type { CallOutcome, GatewayCall, KeyedCall } from './gateway-call.ts';

interface WaitingCall extends KeyedCall {
  readonly resolve: (outcome: CallOutcome) => void;
  readonly reject: (error: unknown) => void;
}

/** Larger batches bring nothing. */
const atOnce = 200;

/** The first calls that share neither a key nor a payment; what they leave waits for the next batch. */
const takeApart = (waiting: readonly WaitingCall[]): readonly [WaitingCall[], WaitingCall[]] => {
  const batch: WaitingCall[] = [];
  const later: WaitingCall[] = [];
  const taken = new Set<string>();
  for (const entry of waiting) {
    const names = [`key ${entry.key}`, `payment ${entry.call.payment}`];
    if (batch.length >= atOnce || names.some((name) => taken.has(name))) later.push(entry);
    else batch.push(entry);
    // Also of what waits: none may overtake.
    for (const name of names) taken.add(name);
  }
  return [batch, later];
};

/**
 * Enters calls that come at the same time together: a commit of its own for each took most of the time of an order's
 * payment. `enterAll` gives the outcomes by key. Whatever comes while a batch is being entered is the next one. A failed batch fails each of its calls.
 */
export const batchCalls = (
  enterAll: (calls: readonly KeyedCall[]) => Promise<ReadonlyMap<string, CallOutcome | Error>>,
): ((key: string, call: GatewayCall) => Promise<CallOutcome>) => {
  let waiting: WaitingCall[] = [];
  let running = false;

  const enterBatch = async (batch: readonly WaitingCall[]): Promise<void> => {
    try {
      const outcomes = await enterAll(batch);
      for (const { key, resolve, reject } of batch) {
        const outcome = outcomes.get(key) ?? new Error('The gateway gave no answer');
        if (outcome instanceof Error) reject(outcome);
        else resolve(outcome);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  };

  const run = async (): Promise<void> => {
    while (waiting.length > 0) {
      const [batch, later] = takeApart(waiting);
      waiting = later;
      await enterBatch(batch);
    }
    running = false;
  };

  return (key, call) =>
    new Promise((resolve, reject) => {
      waiting.push({ key, call, resolve, reject });
      if (running) return;
      running = true;
      // A turn of the event loop, so that activities of one commit share the first batch.
      queueMicrotask(() => void run());
    });
};
