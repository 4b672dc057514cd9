import { type Clock, systemClock } from '../../runtime/clock.ts';

/** A clock on which every wait is `factor` times shorter, so that leases, timers and retries end within a test. */
export const createHurriedClock = (factor = 20): Clock => {
  const start = performance.now();
  return {
    now: () => Math.round(Date.UTC(2026, 0, 1) + (performance.now() - start) * factor),
    schedule: (milliseconds, callback) => systemClock.schedule(milliseconds / factor, callback),
  };
};
