import type { StreamId } from '../../contracts/ids.ts';
import { pause } from '../clock.ts';
import type { Service } from '../service.ts';
import { readStream, type StreamEvent } from '../store/read-stream.ts';

/** How often the stream is read without being told: another process of the service may write it. */
const lookEveryMs = 1_000;

/** Every event of a stream above version `after`: what is stored, then each new one, until `signal` aborts. */
export async function* followStream(
  service: Service,
  streamId: StreamId,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent> {
  let seen = after;
  let news = new AbortController();
  const unwatch = service.watch(streamId, () => news.abort());
  const stop = (): void => news.abort();
  signal.addEventListener('abort', stop);
  try {
    while (!signal.aborted) {
      news = new AbortController();
      for (const event of await readStream(service.database, service.name, streamId, { after: seen })) {
        seen = event.version;
        yield event;
      }
      if (!signal.aborted) await pause(service.clock, lookEveryMs, news.signal);
    }
  } finally {
    unwatch();
    signal.removeEventListener('abort', stop);
  }
}
