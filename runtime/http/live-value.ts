import { type Clock, pause } from '../clock.ts';
import type { EventSource, ServerSentEvent } from './server-sent-events.ts';

/** Something that is read again and again, as a stream of events for any number of listeners. */
export interface LiveValue {
  /** The value now and again whenever it changed, `at` aside. */
  readonly events: EventSource;
  /** Resolves when nothing is being read any longer; listeners must have left. */
  stopped(): Promise<void>;
}

/** Reads this long after the last reading; there is no event without a reading, so this is the highest rate too. */
const everyMs = 1000;

/** One time from the first listener to the last. */
interface Run {
  readonly stopping: AbortController;
  readonly waiting: Set<() => void>;
  listeners: number;
  latest?: ServerSentEvent;
}

/**
 * Reads once a second while somebody listens, however many they are, and not at all when nobody does. It is read and
 * not awaited from commits, because another process of the service may have made them. A reading that fails is told
 * to `onFault` and made again a second later. `event` names the events; their id is the time of the reading.
 */
export const createLiveValue = <Value extends { readonly at: string }>(
  clock: Clock,
  event: string,
  read: () => Promise<Value>,
  onFault: (error: unknown) => void,
): LiveValue => {
  let run: Run | undefined;
  const loops = new Set<Promise<void>>();

  const loop = async (of: Run): Promise<void> => {
    const { signal } = of.stopping;
    let sent = '';
    while (!signal.aborted) {
      try {
        const value = await read();
        const { at, ...rest } = value;
        const present = JSON.stringify(rest);
        if (present !== sent) {
          sent = present;
          of.latest = { id: Date.parse(at), event, data: value };
          for (const wake of of.waiting) wake();
        }
      } catch (error) {
        onFault(error);
      }
      await pause(clock, everyMs, signal);
    }
  };

  const join = (): Run => {
    if (run) return run;
    const started: Run = { stopping: new AbortController(), waiting: new Set(), listeners: 0 };
    const looping = loop(started).finally(() => loops.delete(looping));
    loops.add(looping);
    run = started;
    return started;
  };

  const leave = (left: Run): void => {
    left.listeners -= 1;
    if (left.listeners > 0) return;
    left.stopping.abort();
    if (run === left) run = undefined;
  };

  return {
    events: async function* (signal) {
      const joined = join();
      joined.listeners += 1;
      let sent: ServerSentEvent | undefined;
      try {
        while (!signal.aborted) {
          const { latest } = joined;
          if (latest && latest !== sent) {
            sent = latest;
            yield latest;
          } else await nextChange(joined, signal);
        }
      } finally {
        leave(joined);
      }
    },
    stopped: async () => {
      await Promise.all(loops);
    },
  };
};

/** Resolves when the value has changed, or when the listener leaves. */
const nextChange = ({ waiting }: Run, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const wake = () => {
      waiting.delete(wake);
      signal.removeEventListener('abort', wake);
      resolve();
    };
    waiting.add(wake);
    signal.addEventListener('abort', wake, { once: true });
  });
