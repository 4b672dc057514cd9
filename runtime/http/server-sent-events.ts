import { once } from 'node:events';
import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Clock } from '../clock.ts';
import { Poison } from '../errors.ts';

/** One event of a stream. */
export interface ServerSentEvent {
  /** What `Last-Event-ID` will say, such as a version or a position. */
  readonly id: number;
  readonly event: string;
  /** Sent as JSON. */
  readonly data: unknown;
}

/** Begins the events of one stream; `signal` aborts when nobody reads them any longer. */
export type EventSource = (signal: AbortSignal) => AsyncIterable<ServerSentEvent>;

declare module 'fastify' {
  interface FastifyReply {
    /**
     * Answers with server-sent events until `source` ends, the client leaves or the server closes. Check that the
     * thing exists before: an error of `source` can only be logged and end the stream.
     */
    sendEvents(source: EventSource): Promise<void>;
  }
}

const heartbeatMs = 15_000;
const reconnectMs = 2000;

/** The id of the last event that the client has, 0 when it has none. Throws `Poison` for what is no such id. */
export const lastEventId = (request: { readonly headers: IncomingHttpHeaders }): number => {
  const given = request.headers['last-event-id'];
  if (given === undefined || given === '') return 0;
  if (typeof given === 'string' && /^\d{1,15}$/.test(given)) return Number(given);
  throw new Poison(
    'http/invalid-last-event-id',
    'Last-Event-ID must be the id of an event of this stream: a whole number.',
  );
};

/** Gives replies `sendEvents`; closing the server ends all streams. */
export const allowEventStreams = (server: FastifyInstance, clock: Clock): void => {
  const open = new Set<AbortController>();
  server.addHook('preClose', (done) => {
    for (const stream of open) stream.abort();
    done();
  });
  server.decorateReply('sendEvents', async function (this: FastifyReply, source: EventSource) {
    const { request, raw } = this;
    const stream = new AbortController();
    const leave = () => stream.abort();
    this.hijack();
    raw.once('close', leave);
    raw.on('error', leave);
    for (const [name, value] of Object.entries(this.getHeaders())) {
      if (value !== undefined) raw.setHeader(name, value);
    }
    raw.writeHead(200, {
      'content-type': 'text/event-stream',
      'cache-control': 'no-cache, no-transform',
      'x-accel-buffering': 'no',
      connection: 'close',
    });
    if (request.method === 'HEAD' || raw.destroyed) {
      raw.end();
      return;
    }
    open.add(stream);
    raw.write(`retry: ${reconnectMs}\n\n`);
    let stopHeartbeat = () => {};
    const beat = () => {
      if (!raw.writableNeedDrain) raw.write(': still here\n\n');
      stopHeartbeat = clock.schedule(heartbeatMs, beat);
    };
    stopHeartbeat = clock.schedule(heartbeatMs, beat);
    try {
      await copy(source(stream.signal), raw, stream.signal);
    } catch (error) {
      if (!stream.signal.aborted) request.log.error({ err: error }, 'an event stream failed');
    } finally {
      stopHeartbeat();
      stream.abort();
      open.delete(stream);
      raw.end();
    }
  });
};

const copy = async (events: AsyncIterable<ServerSentEvent>, raw: ServerResponse, signal: AbortSignal) => {
  const iterator = events[Symbol.asyncIterator]();
  try {
    for (;;) {
      const next = await unlessAborted(signal, iterator.next());
      if (next === undefined || next.done === true) return;
      const { id, event, data } = next.value;
      if (raw.write(`id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`)) continue;
      // A slow reader holds the source back instead of filling the memory.
      await once(raw, 'drain', { signal });
    }
  } finally {
    // Not awaited: a source that does not heed the signal would hold the closing of the server.
    iterator.return?.().catch(() => {});
  }
};

/** Not `Promise.race` with one promise for the whole stream: that would keep a reaction for every event sent. */
const unlessAborted = <Value>(signal: AbortSignal, work: Promise<Value>): Promise<Value | undefined> =>
  new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
