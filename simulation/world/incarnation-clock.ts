import type { Clock } from '../../runtime/clock.ts';
import type { Incarnation } from './incarnation.ts';
import type { VirtualTime } from './virtual-time.ts';

/**
 * How often the loops of the runtime look for rows that are due, in milliseconds. What waits for anything else is
 * put off with them when it happens to wait as long: what is left of a rest between two batches must always be shorter.
 * With rests of 400 ms 2 of 393 seeds stood still, as 250 ms were left.
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
