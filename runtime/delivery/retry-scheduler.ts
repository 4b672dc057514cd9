import type { Intake, Outcome } from '../actor/intake.ts';
import { type Clock, pause } from '../clock.ts';
import { reached } from '../crash-points.ts';
import { Poison, RuntimeError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { assignStream, type DueHeldMessage, dueHeldMessages, markDead } from '../store/held-messages.ts';

/** Tries held messages again when they are due. */
export interface RetryScheduler {
  /** Something was held or released: look at once. */
  wake(): void;
  close(): Promise<void>;
}

/** What a retry scheduler works with. */
export interface RetrySchedulerOptions {
  readonly database: Database;
  readonly schema: string;
  readonly clock: Clock;
  /** Reads a row as what its actor takes. @throws Poison when it cannot be read */
  readonly read: (row: DueHeldMessage) => Pick<Intake, 'message' | 'streamId' | 'recorded'> & Partial<Intake>;
  /** Hands it to its actor; resolves when what became of it is durable. */
  readonly take: (
    intake: Pick<Intake, 'message' | 'streamId' | 'recorded'> & Partial<Intake>,
  ) => Promise<Outcome>;
  readonly onFault: (error: unknown) => void;
}

const lookEveryMs = 250;
const atOnce = 200;

/**
 * A retry is a row with a time, not a sleeping consumer: it outlives the process and holds up its own actor only.
 * What waits for one actor is handed over in order; the pipeline lets none overtake.
 */
export const startRetryScheduler = (options: RetrySchedulerOptions): RetryScheduler => {
  const { database, schema, clock } = options;
  const stopping = new AbortController();
  let rest = new AbortController();

  const retry = async (row: DueHeldMessage): Promise<void> => {
    let intake: ReturnType<typeof options.read>;
    try {
      intake = options.read(row);
    } catch (error) {
      return markDead(database, schema, row, describe(error), clock.now());
    }
    // Before it could be read nobody knew whose message it was.
    if (row.streamId === null) await assignStream(database, schema, row.id, intake.streamId);
    try {
      reached('retry.before-take');
      await options.take(intake);
      reached('retry.after-take');
    } catch (error) {
      // Its actor cannot be read, such as one on a machine that is not deployed.
      if (!(error instanceof Poison)) throw error;
      await markDead(database, schema, row, describe(error), clock.now());
    }
  };

  const look = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      rest = new AbortController();
      try {
        const due = await dueHeldMessages(database, schema, clock.now(), atOnce);
        await Promise.all(due.map(retry));
        if (due.length > 0) continue;
      } catch (error) {
        options.onFault(error);
      }
      await pause(clock, lookEveryMs, rest.signal);
    }
  };
  const looking = look();

  return {
    // With a reason, or Node makes an exception with its stack each time.
    wake: () => rest.abort('woken'),
    close: async () => {
      stopping.abort();
      rest.abort();
      await looking;
    },
  };
};

const describe = (error: unknown) => ({
  code: error instanceof RuntimeError ? error.code : 'message/handler-failed',
  message: error instanceof Error ? error.message : String(error),
  stack: error instanceof Error ? error.stack : undefined,
});
