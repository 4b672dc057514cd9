import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type EventSource,
  lastEventId,
  type ServerSentEvent,
} from '../../../runtime/http/server-sent-events.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { readJson, type StartedServer, startServer } from './start-server.ts';

const event = (id: number): ServerSentEvent => ({
  id,
  event: 'changed',
  data: { version: id, note: 'a\nb' },
});

describe('server-sent events', () => {
  let started: StartedServer;
  const clock = createManualClock();
  const serve = async (source: (after: number) => EventSource) => {
    started = await startServer(
      (server) => {
        server.get('/stream', (request, reply) => reply.sendEvents(source(lastEventId(request))));
        server.get('/never', () => new Promise(() => {}));
      },
      { clock, requestTimeoutMs: 100 },
    );
    return `${started.url}/stream`;
  };
  afterEach(async () => {
    await started.server.close();
    assert.equal(clock.waiting(), 0, 'no timer is left behind');
  });
  /** Reads on until the text so far matches. */
  const reader = (answer: Response) => {
    const chunks = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    return async (pattern: RegExp) => {
      while (!pattern.test(text)) {
        const chunk = await chunks?.read();
        assert.ok(chunk?.value !== undefined, `the stream ended without ${pattern}: ${text}`);
        text += chunk.value;
      }
      return text;
    };
  };
  /** One event, and then nothing until the reader leaves. */
  const quiet = (left: () => void): EventSource =>
    async function* (signal) {
      try {
        yield event(1);
        if (!signal.aborted) await once(signal, 'abort');
      } finally {
        left();
      }
    };

  it('carry id, name and data on lines of their own, after the last one that the client has', async () => {
    const url = await serve(
      (after) =>
        async function* () {
          for (let id = after + 1; id <= 4; id += 1) yield event(id);
        },
    );
    const answer = await fetch(url, { headers: { 'last-event-id': '2' } });
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    assert.match(answer.headers.get('cache-control') ?? '', /no-cache/);
    assert.ok(answer.headers.get('x-correlation-id'));
    const lines = (id: number) => `id: ${id}\nevent: changed\ndata: {"version":${id},"note":"a\\nb"}\n\n`;
    assert.equal(await answer.text(), `retry: 2000\n\n${lines(3)}${lines(4)}`);
  });

  it('are refused before they begin when Last-Event-ID is nonsense', async () => {
    const url = await serve(() => quiet(() => {}));
    const answer = await fetch(url, { headers: { 'last-event-id': 'x' } });
    assert.deepEqual([answer.status, (await readJson(answer)).code], [400, 'http/invalid-last-event-id']);
  });

  it('go on beyond the time limit of requests, with a heartbeat every 15 s of the clock', async () => {
    const url = await serve(() => quiet(() => {}));
    const read = reader(await fetch(url));
    await read(/id: 1\n/);
    assert.equal((await fetch(`${started.url}/never`)).status, 503);
    clock.advance(14_999);
    clock.advance(1);
    clock.advance(15_000);
    const text = await read(/(: still here\n\n.*){2}/s);
    assert.equal(text.match(/: still here/g)?.length, 2);
  });

  it('end the source when the client leaves', async () => {
    let left = () => {};
    const gone = new Promise<void>((resolve) => {
      left = resolve;
    });
    const url = await serve(() => quiet(left));
    const client = new AbortController();
    await reader(await fetch(url, { signal: client.signal }))(/id: 1\n/);
    client.abort();
    await gone;
  });

  it('end when the server closes, even if the source does not heed its signal', async () => {
    const url = await serve(
      () =>
        async function* () {
          yield event(1);
          await new Promise(() => {});
        },
    );
    const answer = await fetch(url);
    const read = reader(answer);
    await read(/id: 1\n/);
    await started.server.close();
    await assert.rejects(read(/never/), /the stream ended/);
  });

  it('end and leave a line in the log when the source fails', async () => {
    const url = await serve(
      () =>
        async function* () {
          yield event(1);
          throw new Error('lost the database');
        },
    );
    assert.match(await (await fetch(url)).text(), /id: 1\n/);
    assert.match(JSON.stringify(started.logged), /lost the database/);
  });

  it('answer HEAD with headers alone', async () => {
    const url = await serve(() => quiet(() => {}));
    const answer = await fetch(url, { method: 'HEAD' });
    assert.equal(answer.headers.get('content-type'), 'text/event-stream');
    assert.equal(await answer.text(), '');
  });

  it('hold the source back while the client does not read', async () => {
    const total = 5000;
    let pulled = 0;
    await serve(
      () =>
        async function* () {
          for (; pulled < total; pulled += 1) yield { id: pulled, event: 'big', data: 'x'.repeat(64 * 1024) };
        },
    );
    const socket = connect(started.port, '127.0.0.1');
    socket.pause();
    socket.write('GET /stream HTTP/1.1\r\nHost: x\r\n\r\n');
    let seen = -1;
    while (pulled === 0 || pulled !== seen) {
      seen = pulled;
      await pause(100);
    }
    assert.ok(pulled < total / 5, `${pulled} events of 64 KB were taken`);
    socket.resume();
    await once(socket, 'end');
    assert.equal(pulled, total);
    socket.destroy();
  });
});
