import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { forward } from '../../../runtime/http/forward.ts';
import type { HttpServer } from '../../../runtime/http/http-server.ts';
import { admitOperators, requireOperator } from '../../../runtime/http/operator.ts';
import { readStreamUntil } from '../../support/order-stream.ts';
import { send } from '../../support/shop.ts';
import { readJson, type StartedServer, startServer } from './start-server.ts';

/** A server with everything that is passed on, on a loopback address and without tokens. */
const addTarget = (server: HttpServer): void => {
  admitOperators(server, { host: '127.0.0.1', operatorTokens: undefined });
  server.post('/echo', async (request, reply) =>
    reply.header('x-told', 'yes').code(201).send({ body: request.body, header: request.headers['x-asked'] }),
  );
  server.get('/operate', { onRequest: requireOperator }, async ({ operator }) => ({ detail: operator }));
  server.get('/stream', (request, reply) =>
    reply.sendEvents(async function* () {
      const after = Number(request.headers['last-event-id'] ?? 0);
      yield { id: after + 1, event: 'next', data: {} };
      yield { id: after + 2, event: 'next', data: {} };
    }),
  );
};

const startFront = (target: () => string, host: string) =>
  startServer((server) => {
    admitOperators(server, { host, operatorTokens: undefined });
    server.all('/through/*', (request, reply) =>
      forward(request, reply, new URL(request.url.slice('/through'.length), target())),
    );
  });

describe('a request that is passed on', () => {
  let target: StartedServer;
  let local: StartedServer;
  let open: StartedServer;
  before(async () => {
    target = await startServer(addTarget);
    local = await startFront(() => target.url, '127.0.0.1');
    open = await startFront(() => target.url, '0.0.0.0');
  });
  after(async () => {
    for (const { server } of [local, open, target]) await server.close();
  });

  it('comes with its body and its headers, and so does the answer', async () => {
    const answer = await send('POST', `${local.url}/through/echo`, { name: 'Zoë' }, { 'x-asked': 'this' });
    assert.equal(answer.status, 201);
    assert.equal(answer.headers.get('x-told'), 'yes');
    assert.deepEqual(await answer.json(), { body: { name: 'Zoë' }, header: 'this' });
  });

  it('may be for a stream, from Last-Event-ID on', async () => {
    const events = await readStreamUntil(`${local.url}/through/stream`, 41, (_, count) => count === 2);
    assert.deepEqual(
      events.map(({ id }) => id),
      [42, 43],
    );
  });

  it('is an operator’s when this computer sent it, and no stranger’s, whatever name they call', async () => {
    assert.equal((await readJson(await fetch(`${local.url}/through/operate`))).detail, 'local');
    const stranger = await fetch(`${open.url}/through/operate`);
    assert.deepEqual([stranger.status, (await readJson(stranger)).code], [403, 'operator/not-configured']);
    const page = await fetch(`${local.url}/through/operate`, {
      headers: { origin: 'https://elsewhere.example' },
    });
    assert.equal(page.status, 403);
  });

  it('is answered 503 when nobody is there', async () => {
    const lonely = await startFront(() => 'http://127.0.0.1:1', '127.0.0.1');
    const answer = await fetch(`${lonely.url}/through/echo`);
    assert.deepEqual([answer.status, (await readJson(answer)).code], [503, 'http/service-unreachable']);
    assert.equal(answer.headers.get('retry-after'), '1');
    await lonely.server.close();
  });
});
