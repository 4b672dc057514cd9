import { setTimeout as wait } from 'node:timers/promises';
import { Unreachable } from './client.ts';

const againAfterMs = 500;
const patienceMs = 60_000;

/** Asks again for a minute while nothing answers: the process may be restarted, and what it was asked for goes on. */
export const persist = async <Answer>(ask: () => Promise<Answer>): Promise<Answer> => {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof Unreachable) || performance.now() >= until) throw error;
      await wait(againAfterMs);
    }
  }
};
