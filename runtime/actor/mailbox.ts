import { type Clock, pause } from '../clock.ts';
import { Transient } from '../errors.ts';
import type { Intake } from './intake.ts';

/** Collects messages while a batch is being committed and hands them over as the next one. */
export interface Mailbox {
  /** @throws Transient `mailbox/full` when the commits do not keep up. */
  add(intake: Intake): void;
  /** How many messages wait. */
  size(): number;
  /** Refuses further messages and resolves when the running batch and all that waited are done. */
  close(): Promise<void>;
}

/** How a mailbox makes batches. */
export interface MailboxOptions {
  readonly batchSize: number;
  readonly restMs: number;
  readonly clock: Clock;
}

/** What waits at most; broker deliveries are bounded by the prefetch, so only HTTP can come near. */
const capacity = 10_000;

/**
 * Batches arise by themselves: whatever arrives while the previous batch is committing is the next one, so a lone
 * message goes through at once and a thousand share a few commits. After each batch it rests for `restMs`
 * milliseconds, unless the next one is full. `process` must settle every message and not throw.
 */
export const createMailbox = (
  { batchSize, restMs, clock }: MailboxOptions,
  process: (batch: readonly Intake[]) => Promise<void>,
): Mailbox => {
  let waiting: Intake[] = [];
  let running: Promise<void> | undefined;
  let restUntil = 0;
  const closing = new AbortController();

  const run = async (): Promise<void> => {
    // One turn of the event loop lets everything that one socket read brought in join the first batch.
    await Promise.resolve();
    while (waiting.length > 0) {
      // A clock may be set back.
      const rest = Math.min(restUntil - clock.now(), restMs);
      if (rest > 0 && waiting.length < batchSize) await pause(clock, rest, closing.signal);
      const batch = waiting.slice(0, batchSize);
      waiting = waiting.slice(batchSize);
      await process(batch);
      restUntil = clock.now() + restMs;
    }
    running = undefined;
  };

  return {
    add: (intake) => {
      if (closing.signal.aborted)
        throw new Transient('service/stopping', 'This process is stopping; try again');
      if (waiting.length >= capacity)
        throw new Transient('mailbox/full', 'Too many messages wait to be committed; try again later');
      waiting.push(intake);
      running ??= run();
    },
    size: () => waiting.length,
    close: async () => {
      closing.abort();
      await running;
    },
  };
};
