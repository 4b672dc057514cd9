import { EventSourceParserStream } from 'eventsource-parser/stream';
import { useEffect, useRef } from 'preact/hooks';
import { lost, open } from './frame/connection.ts';

/** Called with each event: its name, its data as JSON. */
export type OnEvent = (event: string, data: unknown) => void;

/** The event of a connection that was lost before it told of anything: what happened meanwhile is not told either. */
export const missed = 'missed';

const firstPauseMs = 500;
const longestPauseMs = 5_000;
/** The services send a sign of life every 15 s. */
const silenceMs = 40_000;

/**
 * Follows a stream of events until `signal` aborts. A connection that breaks is made again, from the last event on; not
 * the browser's own EventSource, which gives up for good when a service that restarts answers 503 in between.
 */
export const follow = async (url: string, onEvent: OnEvent, signal: AbortSignal): Promise<void> => {
  let lastEventId = '';
  let pauseMs = firstPauseMs;
  let isLost = false;
  const setLost = (now: boolean) => {
    if (now !== isLost) lost.set(lost.get() + (now ? 1 : -1));
    isLost = now;
  };
  while (!signal.aborted) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener('abort', stop);
    let silence = setTimeout(stop, silenceMs);
    const heard = () => {
      clearTimeout(silence);
      silence = setTimeout(stop, silenceMs);
    };
    try {
      const headers = new Headers(lastEventId === '' ? [] : [['last-event-id', lastEventId]]);
      const answer = await fetch(url, { headers, signal: attempt.signal, cache: 'no-store' });
      if (!answer.ok || !answer.body) throw new Error(`The stream answered ${answer.status}`);
      open.set(open.get() + 1);
      if (isLost && lastEventId === '') onEvent(missed, undefined);
      setLost(false);
      pauseMs = firstPauseMs;
      try {
        const events = answer.body
          .pipeThrough(new TextDecoderStream())
          .pipeThrough(new EventSourceParserStream({ onComment: heard }));
        for (const reader = events.getReader(); ; ) {
          const { done, value } = await reader.read();
          if (done) break;
          heard();
          if (value.id !== undefined) lastEventId = value.id;
          onEvent(value.event ?? '', JSON.parse(value.data));
        }
      } finally {
        open.set(open.get() - 1);
      }
    } catch {
      // Whatever it was, it is tried again.
    } finally {
      clearTimeout(silence);
      signal.removeEventListener('abort', stop);
      attempt.abort();
    }
    if (signal.aborted) break;
    setLost(true);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    pauseMs = Math.min(pauseMs * 2, longestPauseMs);
  }
  setLost(false);
};

/** Follows a stream while a part of the page is shown. `url` undefined: none. */
export const useLive = (url: string | undefined, onEvent: OnEvent): void => {
  const latest = useRef(onEvent);
  latest.current = onEvent;
  useEffect(() => {
    if (url === undefined) return;
    const leaving = new AbortController();
    void follow(url, (event, data) => latest.current(event, data), leaving.signal);
    return () => leaving.abort();
  }, [url]);
};
