import type { Clock } from '../../runtime/clock.ts';

/** Time that stands still while something happens and jumps to what happens next. */
export interface VirtualTime extends Clock {
  /**
   * Like a clock's. `poller` names the service whose loop only wants to look whether a row is due: where nothing is,
   * the look is put off, or a virtual week would be forty million queries that find nothing.
   */
  schedule(milliseconds: number, callback: () => void, poller?: string): () => void;
  /**
   * Moves on to the next callback not later than `until`, calls it and waits until all that follows from it has
   * settled. Resolves with false when there is none.
   */
  step(until: number): Promise<boolean>;
  /** No look of `poller` is put off for so long: something failed, and pauses are not told from looks. */
  lookOften(milliseconds: number, poller: string): void;
}

interface Callback {
  readonly at: number;
  /** Equal times are called in the order of their scheduling. */
  readonly order: number;
  readonly poller: string | undefined;
  readonly call: () => void;
}

/** When the next row of `poller` is due, in milliseconds since the epoch; Infinity when none is. */
export type DueAt = (poller: string) => Promise<number>;

/**
 * Starts at `start`. Everything that runs is Node's microtasks (PGlite in this process needs nothing else), so one
 * turn of the event loop after a callback means that nothing goes on any more until time moves.
 */
export const createVirtualTime = (start: number, dueAt: DueAt): VirtualTime => {
  let now = start;
  let order = 0;
  const callbacks = new Set<Callback>();
  const oftenUntil = new Map<string, number>();

  const earliest = async (): Promise<{ callback: Callback; at: number } | undefined> => {
    let found: { callback: Callback; at: number } | undefined;
    const consider = (callback: Callback, at: number): void => {
      if (!found || at < found.at || (at === found.at && callback.order < found.callback.order))
        found = { callback, at };
    };
    const looks = new Map<string, Callback>();
    for (const callback of callbacks) {
      const { poller } = callback;
      if (poller === undefined) consider(callback, callback.at);
      else if (isBefore(callback, looks.get(poller))) looks.set(poller, callback);
    }
    for (const [poller, look] of looks) {
      if (found && found.at <= look.at) continue;
      const often = look.at <= (oftenUntil.get(poller) ?? 0);
      const at = often ? look.at : Math.max(look.at, await dueAt(poller));
      if (at < Number.POSITIVE_INFINITY) consider(look, at);
    }
    return found;
  };

  return {
    now: () => now,
    schedule: (milliseconds, call, poller) => {
      order += 1;
      const callback = { at: now + Math.max(0, milliseconds), order, poller, call };
      callbacks.add(callback);
      return () => callbacks.delete(callback);
    },
    lookOften: (milliseconds, poller) => {
      oftenUntil.set(poller, Math.max(now + milliseconds, oftenUntil.get(poller) ?? 0));
    },
    step: async (until) => {
      const next = await earliest();
      if (!next || next.at > until) return false;
      now = Math.max(now, next.at);
      callbacks.delete(next.callback);
      next.callback.call();
      await settled();
      return true;
    },
  };
};

const isBefore = (one: Callback, other: Callback | undefined): boolean =>
  other === undefined || one.at < other.at || (one.at === other.at && one.order < other.order);

/** Resolves when the microtask queue is empty. */
export const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
