import type { Clock } from '../../runtime/clock.ts';
import type { Incarnation } from './incarnation.ts';
import type { VirtualTime } from './virtual-time.ts';

/**
 * How often the loops of the runtime look for rows that are due, in milliseconds. What waits for anything else must wait
 * for another time, or it is put off like a look: a service that rested 500 ms between batches never came to rest.
 */
const looks = new Set([250, 500, 1_000]);

/** The clock of one process: what it has scheduled is forgotten when it dies. */
export const incarnationClock = (time: VirtualTime, incarnation: Incarnation): Clock => ({
  now: time.now,
  schedule: (milliseconds, callback) => {
    if (incarnation.isDead()) return () => {};
    const call = (): void => {
      forget();
      incarnation.run(callback);
    };
    const cancel = time.schedule(
      milliseconds,
      call,
      looks.has(milliseconds) ? incarnation.service : undefined,
    );
    const forget = incarnation.onDeath(cancel);
    return () => {
      forget();
      cancel();
    };
  },
});
