import { type Clock, systemClock } from '../../runtime/clock.ts';

/**
 * A clock on which every wait is `factor` times shorter, so that leases, timers and retries end within a test. It begins
 * at `from`, which may be where another one is.
 */
export const createHurriedClock = (factor = 20, from = Date.UTC(2026, 0, 1)): Clock => {
  const start = performance.now();
  return {
    now: () => Math.round(from + (performance.now() - start) * factor),
    schedule: (milliseconds, callback) => systemClock.schedule(milliseconds / factor, callback),
  };
};
