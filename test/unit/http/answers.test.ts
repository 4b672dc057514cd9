import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import Type from 'typebox';
import { Conflict, Poison, Rejected, Transient } from '../../../runtime/errors.ts';
import { createCursor } from '../../../runtime/http/cursor.ts';
import type { HttpServer } from '../../../runtime/http/http-server.ts';
import { etag } from '../../../runtime/http/not-modified.ts';
import { readJson, type StartedServer, startServer } from './start-server.ts';

const failures: Record<string, () => unknown> = {
  invalid: () => new Rejected('invalid', 'thing/invalid', 'It is wrong.'),
  impossible: () =>
    new Rejected('impossible', 'thing/not-now', 'Not now.', { allowed: ['Wait'], status: 'mine' }),
  reused: () => new Rejected('invalid', 'http/idempotency-key-reused', 'Another request came with it.'),
  unknown: () => new Rejected('unknown', 'thing/unknown', 'There is none.'),
  cursor: () => createCursor(Type.Object({})).decode('forged'),
  conflict: () => new Conflict('thing/changed', 'It changed.'),
  transient: () => new Transient('thing/away', 'It is away.'),
  poison: () => new Poison('thing/unreadable', 'It cannot be read.'),
  unreachable: () => Object.assign(new Error('terminating connection'), { code: '57P01' }),
  bug: () => new TypeError('secret_table is not defined'),
  text: () => 'secret_table',
};

const patience = (() => {
  let release = () => {};
  const promise = new Promise<void>((resolve) => {
    release = resolve;
  });
  return { promise, release: () => release() };
})();

const routes = (server: HttpServer): void => {
  server.get('/fails/:how', { schema: { params: Type.Object({ how: Type.String() }) } }, (request) => {
    throw failures[request.params.how]?.();
  });
  server.get('/versions/7', async (_request, reply) => reply.header('etag', etag(7)).send({ version: 7 }));
  server.get('/never', () => new Promise(() => {}));
  server.post('/never', () => new Promise(() => {}));
  server.post('/waits', { config: { waits: true } }, () => new Promise(() => {}));
  server.get('/patient', { config: { timeLimitMs: 60_000 } }, async () => {
    await patience.promise;
    return { body: 'in time' };
  });
  server.get('/trace', async (request) => ({ body: [request.id, request.traceparent] }));
};

describe('answers', () => {
  let started: StartedServer;
  before(async () => {
    started = await startServer(routes, { requestTimeoutMs: 150 });
  });
  after(() => started.server.close());
  const get = (path: string, headers: Record<string, string> = {}) =>
    fetch(`${started.url}${path}`, { headers });

  for (const [how, status, code] of [
    ['unreachable', 503, 'database/unavailable'],
    ['invalid', 422, 'thing/invalid'],
    ['reused', 422, 'http/idempotency-key-reused'],
    ['impossible', 409, 'thing/not-now'],
    ['unknown', 404, 'thing/unknown'],
    ['cursor', 400, 'http/invalid-cursor'],
    ['conflict', 409, 'thing/changed'],
    ['transient', 503, 'thing/away'],
    ['poison', 400, 'thing/unreadable'],
    ['bug', 500, 'http/internal'],
    ['text', 500, 'http/internal'],
  ] as const) {
    it(`is ${status} for an error that is ${how}`, async () => {
      const answer = await get(`/fails/${how}`);
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get('content-type'), 'application/problem+json');
      assert.equal(answer.headers.get('retry-after'), status === 503 ? '1' : null);
      const problem = await readJson(answer);
      assert.deepEqual([problem.status, problem.code, problem.type], [status, code, `urn:problem:${code}`]);
      assert.doesNotMatch(JSON.stringify(problem), /secret_table|node_modules|\.ts/);
    });
  }

  it('carry the facts of a refusal, which never replace what every problem says', async () => {
    const problem = await readJson(await get('/fails/impossible'));
    assert.deepEqual([problem.allowed, problem.status], [['Wait'], 409]);
  });

  it('leave the stack of an unknown error in the log, under the correlation id', async () => {
    await get('/fails/bug', { 'x-correlation-id': 'find-me' });
    const line = started.logged.find((one) => one.correlationId === 'find-me' && one.level === 50);
    assert.match(JSON.stringify(line), /secret_table is not defined.*answers\.test/);
  });

  it('are 503 when the handler takes too long, unless its route has more time', async () => {
    const patient = get('/patient');
    const post = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' };
    for (const answer of [await get('/never'), await fetch(`${started.url}/never`, post)]) {
      assert.deepEqual([answer.status, (await readJson(answer)).code], [503, 'http/timeout']);
      assert.equal(answer.headers.get('retry-after'), '1');
    }
    patience.release();
    assert.equal((await readJson(await patient)).body, 'in time');
  });

  it('may take as much longer as the client prefers to wait, where a route honours it', async () => {
    const post = (prefer: Record<string, string>) =>
      fetch(`${started.url}/waits`, { method: 'POST', headers: prefer }).then(({ status }) => status);
    const order: string[] = [];
    await Promise.all([
      post({ prefer: 'wait=1' }).then((status) => order.push(`waited ${status}`)),
      post({}).then((status) => order.push(`did not wait ${status}`)),
    ]);
    assert.deepEqual(order, ['did not wait 503', 'waited 503']);
  });

  it('are 304 without a body when the client has this version', async () => {
    const first = await get('/versions/7');
    assert.equal(first.headers.get('etag'), '"7"');
    for (const known of ['"7"', 'W/"7"', '"5", "7"', '*']) {
      const again = await get('/versions/7', { 'if-none-match': known });
      assert.deepEqual([again.status, await again.text(), again.headers.get('etag')], [304, '', '"7"']);
    }
    assert.equal((await get('/versions/7', { 'if-none-match': '"6"' })).status, 200);
  });

  it('name the correlation id and the trace of the request', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const answer = await get('/trace', { 'x-correlation-id': 'mine', traceparent });
    assert.equal(answer.headers.get('x-correlation-id'), 'mine');
    assert.equal(answer.headers.get('traceparent'), traceparent);
    assert.deepEqual((await readJson(answer)).body, ['mine', traceparent]);
  });

  it('begin what is missing or invalid, anew for each request', async () => {
    const bad = { 'x-correlation-id': 'with space', traceparent: '00-0-0-0' };
    const ids = [];
    for (const headers of [{}, {}, bad]) {
      const answer = await get('/trace', headers);
      assert.match(answer.headers.get('traceparent') ?? '', /^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
      ids.push(answer.headers.get('x-correlation-id'), answer.headers.get('traceparent'));
    }
    assert.equal(new Set(ids).size, 6);
    assert.ok(!ids.includes('with space'));
  });

  it('forbid guessing, framing and referring', async () => {
    const { headers } = await get('/fails/bug');
    assert.deepEqual(
      ['x-content-type-options', 'x-frame-options', 'referrer-policy'].map((name) => headers.get(name)),
      ['nosniff', 'DENY', 'no-referrer'],
    );
  });
});
