import { pause, systemClock } from './clock.ts';
import type { Logger } from './telemetry/logger.ts';

/** What a process runs. */
export interface Running {
  /** Stops taking work, finishes what is in hand, closes connections. Called once. */
  close(): Promise<void>;
}

const exitCodes = { SIGINT: 130, SIGTERM: 143 } as const;

/**
 * Runs the process: starts it, waits for SIGTERM or SIGINT, closes it once, and exits with 0. A start that waits, for a
 * database that does not answer, is not waited for: nothing was taken yet, and the next start begins anew.
 * Exits with 1 when the start fails, when closing fails or takes longer than `graceMs`, or when an error was not
 * caught: everything that matters is committed, so a crash is safer than going on in an unknown state.
 * A second signal exits at once. `graceMs` is less than the 10 s after which supervisors kill, and more than closing
 * takes when none of the servers answers; `startWithinMs` is how long a process that is told to stop while it starts
 * goes on with that.
 */
export const runUntilSignal = async (options: {
  readonly logger: Logger;
  readonly start: () => Promise<Running>;
  readonly graceMs?: number;
  readonly startWithinMs?: number;
}): Promise<never> => {
  const { logger, start, graceMs = 9_500, startWithinMs = 5_000 } = options;
  const crash = (message: string) => (error: unknown) => {
    logger.fatal({ err: error }, message);
    process.exit(1);
  };
  process.on('uncaughtException', crash('an error was not caught'));
  process.on('unhandledRejection', crash('a rejected promise was not handled'));

  const signalled = new Promise<void>((resolve) => {
    let stopping = false;
    const onSignal = (signal: keyof typeof exitCodes) => {
      if (stopping) process.exit(exitCodes[signal]);
      stopping = true;
      logger.info({ signal }, 'closing');
      systemClock.schedule(graceMs, () => crash(`did not close within ${graceMs} ms`)(undefined));
      resolve();
    };
    process.on('SIGTERM', onSignal);
    process.on('SIGINT', onSignal);
  });

  try {
    const starting = start().catch(crash('could not start'));
    const tooLate = signalled.then(() => pause(systemClock, startWithinMs));
    const running = await Promise.race([starting, tooLate]);
    await signalled;
    await running?.close();
  } catch (error) {
    crash('could not close')(error);
  }
  logger.info('closed');
  process.exit(0);
};
