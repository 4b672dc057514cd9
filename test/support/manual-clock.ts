import type { Clock } from '../../runtime/clock.ts';

/** A clock that stands still until the test moves it. */
export interface ManualClock extends Clock {
  /** Moves on and calls what is due, earliest first. */
  advance(milliseconds: number): void;
  /** Resolves when at least one callback is waiting for time to pass. */
  scheduled(): Promise<void>;
  /** How many callbacks are waiting. */
  waiting(): number;
}

/** Starts at `start` (default 2026-01-01T00:00:00Z). */
export const createManualClock = (start = Date.UTC(2026, 0, 1)): ManualClock => {
  let now = start;
  const timers = new Set<{ readonly due: number; readonly callback: () => void }>();
  const watchers = new Set<() => void>();
  return {
    now: () => now,
    schedule: (milliseconds, callback) => {
      const timer = { due: now + milliseconds, callback };
      timers.add(timer);
      for (const watcher of watchers) watcher();
      watchers.clear();
      return () => timers.delete(timer);
    },
    advance: (milliseconds) => {
      now += milliseconds;
      const due = [...timers].filter((timer) => timer.due <= now).sort((one, other) => one.due - other.due);
      for (const timer of due) if (timers.delete(timer)) timer.callback();
    },
    scheduled: () =>
      timers.size > 0 ? Promise.resolve() : new Promise((resolve) => void watchers.add(resolve)),
    waiting: () => timers.size,
  };
};
