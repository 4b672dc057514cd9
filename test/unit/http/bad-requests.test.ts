import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { echoRoute, readJson, type StartedServer, someId, startServer } from './start-server.ts';

const good = { name: 'Ada', lines: [{ quantity: 1 }] };
const json = { 'content-type': 'application/json' };

describe('a request that is wrong as such', () => {
  let started: StartedServer;
  before(async () => {
    started = await startServer(echoRoute);
  });
  after(() => started.server.close());

  const post = (
    body: RequestInit['body'],
    path = `/things/${someId}`,
    headers: Record<string, string> = json,
  ) => fetch(`${started.url}${path}`, { method: 'POST', body: body ?? null, headers });
  const refused = async (answer: Response, status: number, code: string) => {
    const problem = await readJson(answer);
    assert.equal(problem.code, code, JSON.stringify(problem));
    assert.equal(answer.status, status);
    assert.equal(problem.status, status);
    assert.equal(problem.type, `urn:problem:${code}`);
    assert.ok(problem.title && problem.detail);
    assert.match(answer.headers.get('content-type') ?? '', /^application\/problem\+json/);
    return problem;
  };
  const raw = (text: string) =>
    new Promise<string>((resolve, reject) => {
      const socket = connect(started.port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (data) => {
        answer += data;
      });
      socket.on('end', () => socket.end());
      socket.on('close', () => resolve(answer));
      socket.on('error', reject);
    });

  it('is told apart from a good one', async () => {
    const answer = await post(JSON.stringify(good), `/things/${someId}?limit=10&deep=true`);
    assert.equal(answer.status, 200);
    assert.deepEqual(await readJson(answer), { id: someId, query: { limit: 10, deep: true }, body: good });
  });

  for (const body of [
    '{',
    'name=Ada',
    '{"name":"Ada",}',
    Buffer.from([0x22, 0xff, 0x22]),
    '{"name":"a\0"}',
  ]) {
    it(`is refused as malformed: ${JSON.stringify(body)}`, async () => {
      await refused(await post(body), 400, 'http/malformed-json');
    });
  }

  const wrongBodies: [body: unknown, path: string][] = [
    [undefined, 'body'],
    [null, 'body'],
    [[], 'body'],
    [{ lines: good.lines }, 'body/name'],
    [{ ...good, name: 7 }, 'body/name'],
    [{ ...good, name: '' }, 'body/name'],
    [{ ...good, extra: 1 }, 'body/extra'],
    [{ ...good, email: 'ada at home' }, 'body/email'],
    [{ ...good, size: 'medium' }, 'body/size'],
    [{ ...good, lines: [] }, 'body/lines'],
    [{ ...good, lines: new Array(10_000).fill({ quantity: 1 }) }, 'body/lines'],
    ...[0, -1, 1.5, 2 ** 31, '1', true].map((quantity): [unknown, string] => [
      { ...good, lines: [{ quantity }] },
      'body/lines/0/quantity',
    ]),
    [{ ...good, lines: [{ quantity: 1, price: 0 }] }, 'body/lines/0/price'],
  ];
  for (const [body, path] of wrongBodies) {
    it(`is refused with what to change: ${String(JSON.stringify(body)).slice(0, 70)}`, async () => {
      const problem = await refused(await post(JSON.stringify(body)), 400, 'http/invalid-request');
      assert.deepEqual(
        problem.errors?.map((error) => error.path),
        [path],
      );
      assert.ok(problem.detail?.includes(path));
    });
  }

  it('names the choices of a union as one problem', async () => {
    const problem = await readJson(await post(JSON.stringify({ ...good, size: 'medium' })));
    assert.deepEqual(problem.errors, [{ path: 'body/size', problem: 'must be "small" or "large"' }]);
  });

  it('is refused for __proto__, written out or escaped', async () => {
    for (const key of ['__proto__', '__\\u0070roto__']) {
      const problem = await refused(
        await post(`{"name":"Ada","lines":[{"quantity":1,"${key}":{}}]}`),
        400,
        'http/invalid-request',
      );
      assert.equal(problem.errors?.[0]?.path, 'body/lines/0/__proto__');
    }
  });

  for (const text of ['\\u0000', '\\ud800', 'a\\uDFFFb', '\\udc00\\ud800']) {
    it(`is refused for text that cannot be stored: ${text}`, async () => {
      const body = `{"name":"${text}","lines":[{"quantity":1}]}`;
      const problem = await refused(await post(body), 400, 'http/unstorable-text');
      assert.equal(problem.path, 'body/name');
      const inKey = await refused(await post(`{"${text}":1}`), 400, 'http/unstorable-text');
      assert.equal(inKey.path, 'body');
    });
  }

  it('is taken with a whole surrogate pair and other escapes', async () => {
    const answer = await post('{"name":"\\ud83d\\ude00 \\u00e9","lines":[{"quantity":1}]}');
    assert.deepEqual((await readJson(answer)).body, { name: '😀 é', lines: [{ quantity: 1 }] });
  });

  it('is refused for NUL in the query and in the path', async () => {
    const body = JSON.stringify(good);
    const query = await refused(await post(body, `/things/${someId}?text=a%00`), 400, 'http/unstorable-text');
    assert.equal(query.path, 'query/text');
    const path = await refused(await post(body, '/things/a%00'), 400, 'http/unstorable-text');
    assert.equal(path.path, 'params/id');
  });

  for (const query of [
    'limit=-1',
    'limit=0',
    'limit=101',
    'limit=1.5',
    'limit=ten',
    'limit=1e1',
    'limit=',
    'limit=1&limit=2',
    'deep=1',
    'other=1',
  ]) {
    it(`is refused for ?${query}`, async () => {
      const answer = await post(JSON.stringify(good), `/things/${someId}?${query}`);
      const problem = await refused(answer, 400, 'http/invalid-request');
      assert.equal(problem.errors?.[0]?.path, `query/${query.split('=')[0]}`);
    });
  }

  it('is refused for an id that is no UUID', async () => {
    const problem = await refused(
      await post(JSON.stringify(good), '/things/42'),
      400,
      'http/invalid-request',
    );
    assert.equal(problem.errors?.[0]?.path, 'params/id');
  });

  it('is refused for a URL that cannot be decoded', async () => {
    await refused(await post(JSON.stringify(good), '/things/%E0%A4%A'), 400, 'http/malformed-request');
  });

  it('is refused for another media type', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    await refused(await post('name=Ada', undefined, form), 415, 'http/unsupported-media-type');
  });

  it('is refused above 1 MB, and the client can read why', async () => {
    for (const megabytes of [1.1, 5]) {
      const body = JSON.stringify({ ...good, name: 'x'.repeat(megabytes * 1024 * 1024) });
      await refused(await post(body), 413, 'http/body-too-large');
    }
  });

  it('is refused below 1 MB without harm however deep it is nested', async () => {
    const depth = 400_000;
    const body = `{"name":"\\u00e9","lines":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    await refused(await post(body), 400, 'http/invalid-request');
  });

  for (const bytes of [100_000, 8_000_000]) {
    it(`is refused for a header of ${bytes / 1000} KB, and the client can read why`, async () => {
      const answer = await raw(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'a'.repeat(bytes)}\r\n\r\n`);
      assert.match(answer, /^HTTP\/1\.1 431 /);
      assert.match(answer, /content-type: application\/problem\+json/i);
      assert.equal(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').code, 'http/headers-too-large');
    });
  }

  it('is refused when it is no HTTP', async () => {
    for (const text of ['HELLO\r\n\r\n', 'GET / HTTP/1.1\r\nHost: x\r\nX-Nul: a\0b\r\n\r\n']) {
      const answer = await raw(text);
      assert.match(answer, /^HTTP\/1\.1 400 /);
      assert.equal(JSON.parse(answer.split('\r\n\r\n')[1] ?? '').code, 'http/malformed-request');
    }
  });

  it('is told that there is no such route, or which methods it takes', async () => {
    await refused(await fetch(`${started.url}/nothing?x=1`), 404, 'http/no-such-route');
    const answer = await fetch(`${started.url}/things/${someId}`, { method: 'DELETE' });
    await refused(answer, 405, 'http/method-not-allowed');
    assert.equal(answer.headers.get('allow'), 'POST');
  });
});
