import type { EventSource, ServerSentEvent } from './server-sent-events.ts';

/** Several sources as one stream: whichever has an event next. It ends when all have ended or nobody listens. */
export const mergeEvents = (sources: readonly EventSource[]): EventSource =>
  async function* (signal) {
    const waiting = new Map<AsyncIterator<ServerSentEvent>, Promise<Next>>();
    const ask = (iterator: AsyncIterator<ServerSentEvent>) => {
      waiting.set(
        iterator,
        iterator.next().then((result) => ({ iterator, result })),
      );
    };
    for (const source of sources) ask(source(signal)[Symbol.asyncIterator]());
    try {
      while (waiting.size > 0) {
        const { iterator, result } = await Promise.race(waiting.values());
        waiting.delete(iterator);
        if (result.done) continue;
        yield result.value;
        ask(iterator);
      }
    } finally {
      await Promise.all([...waiting.keys()].map((iterator) => iterator.return?.()));
    }
  };

interface Next {
  readonly iterator: AsyncIterator<ServerSentEvent>;
  readonly result: IteratorResult<ServerSentEvent>;
}
