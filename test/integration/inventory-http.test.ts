import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { addInventoryRoutes } from '../../actors/inventory/inventory-routes.ts';
import { inventoryService } from '../../actors/inventory/inventory-service.ts';
import { ReserveStock } from '../../contracts/inventory-messages.ts';
import { createMemoryCache } from '../../runtime/cache/memory-cache.ts';
import type { Database } from '../../runtime/store/database.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { type RunningService, runService } from '../support/running-service.ts';
import { type StartedServer, startServer } from '../unit/http/start-server.ts';

const tea = { name: 'Green tea', price: 750, currency: 'EUR' };

describe('products over HTTP', () => {
  let database: Database;
  let running: RunningService;
  let started: StartedServer;
  // The cache keeps everything until the test moves its clock.
  const cacheClock = createManualClock();
  before(async () => {
    database = await newPGlite();
    running = await runService(inventoryService(), database);
    started = await startServer((server) =>
      addInventoryRoutes(server, running.service, createMemoryCache(cacheClock)),
    );
  });
  after(async () => {
    await started.server.close();
    await running.close();
    await database.destroy();
  });

  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${started.url}${path}`, {
      method,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text === '' ? undefined : JSON.parse(text),
      headers: answer.headers,
    };
  };
  const counts = (received: number) => ({ available: received, reserved: 0, shipped: 0, received });

  it('lists a product with 201 and changes it with 200', async () => {
    const listed = await call('PUT', '/products/TEA', tea);
    assert.deepEqual([listed.status, listed.body], [201, { sku: 'TEA', ...tea, ...counts(0) }]);
    const changed = await call('PUT', '/products/TEA', { ...tea, price: 800 });
    assert.deepEqual([changed.status, changed.body.price], [200, 800]);
    assert.deepEqual((await call('GET', '/products/TEA')).body, changed.body);
  });

  it('answers goods received with the product after it, and reads the same', async () => {
    await call('PUT', '/products/CUP', tea);
    assert.deepEqual((await call('GET', '/products/CUP')).body, { sku: 'CUP', ...tea, ...counts(0) });
    const received = await call('POST', '/products/CUP/stock', { quantity: 20 });
    assert.deepEqual([received.status, received.body], [200, { sku: 'CUP', ...tea, ...counts(20) }]);
    const read = await call('GET', '/products/CUP');
    assert.deepEqual(read.body, received.body);
    assert.equal(read.headers.get('etag'), received.headers.get('etag'));
    const again = await call('GET', '/products/CUP', undefined, {
      'if-none-match': read.headers.get('etag') ?? '',
    });
    assert.equal(again.status, 304);
  });

  it('adds up what 50 clients bring in at once', async () => {
    await call('PUT', '/products/BAG', tea);
    await Promise.all(Array.from({ length: 50 }, () => call('POST', '/products/BAG/stock', { quantity: 2 })));
    assert.deepEqual((await call('GET', '/products/BAG')).body, { sku: 'BAG', ...tea, ...counts(100) });
  });

  it('receives once what is sent several times under one key', async () => {
    await call('PUT', '/products/PEN', tea);
    const key = { 'idempotency-key': randomUUID() };
    const send = () => call('POST', '/products/PEN/stock', { quantity: 3 }, key);
    const answers = await Promise.all([send(), send(), send()]);
    assert.deepEqual(
      answers.map(({ status, body }) => [status, body.received]),
      answers.map(() => [200, 3]),
    );
    assert.equal((await call('POST', '/products/PEN/stock', { quantity: 4 }, key)).status, 422);
  });

  it('shows what orders hold after a second, and asks the database no sooner', async () => {
    await call('PUT', '/products/INK', tea);
    await call('POST', '/products/INK/stock', { quantity: 5 });
    await running.send(ReserveStock, { orderId: randomUUID(), lines: [{ sku: 'INK', quantity: 2 }] });
    assert.equal((await call('GET', '/products/INK')).body.reserved, 0);
    cacheClock.advance(1000);
    const { available, reserved } = (await call('GET', '/products/INK')).body;
    assert.deepEqual([available, reserved], [3, 2]);
  });

  it('gives every product once over the pages, in SKU order', async () => {
    for (const sku of ['P-3', 'P-1', 'P-2']) await call('PUT', `/products/${sku}`, tea);
    const seen: string[] = [];
    let path = '/products?limit=2';
    for (let page = 0; page < 20 && path !== ''; page += 1) {
      const { body } = await call('GET', path);
      assert.ok(body.products.length <= 2);
      for (const { sku } of body.products) seen.push(sku);
      path = body.next === undefined ? '' : `/products?limit=2&cursor=${body.next}`;
    }
    assert.deepEqual(seen, [...new Set(seen)].sort());
    assert.deepEqual(
      ['P-1', 'P-2', 'P-3'].filter((sku) => !seen.includes(sku)),
      [],
    );
  });

  const badRequests: [
    what: string,
    method: string,
    path: string,
    body: unknown,
    status: number,
    code: string,
  ][] = [
    ['an unknown field', 'PUT', '/products/BAD', { ...tea, colour: 'red' }, 400, 'http/invalid-request'],
    ['a fractional price', 'PUT', '/products/BAD', { ...tea, price: 1.5 }, 400, 'http/invalid-request'],
    ['a negative price', 'PUT', '/products/BAD', { ...tea, price: -1 }, 400, 'http/invalid-request'],
    ['a price above 2^53-1', 'PUT', '/products/BAD', { ...tea, price: 2 ** 53 }, 400, 'http/invalid-request'],
    ['a price as text', 'PUT', '/products/BAD', { ...tea, price: '1' }, 400, 'http/invalid-request'],
    ['a bad currency', 'PUT', '/products/BAD', { ...tea, currency: 'euro' }, 400, 'http/invalid-request'],
    ['an empty name', 'PUT', '/products/BAD', { ...tea, name: '' }, 400, 'http/invalid-request'],
    ['a name with NUL', 'PUT', '/products/BAD', { ...tea, name: 'a\0' }, 400, 'http/unstorable-text'],
    [
      'half a surrogate pair',
      'PUT',
      '/products/BAD',
      { ...tea, name: '\ud800' },
      400,
      'http/unstorable-text',
    ],
    ['a bad SKU', 'PUT', '/products/-bad', tea, 400, 'http/invalid-request'],
    ['a missing body', 'PUT', '/products/BAD', undefined, 400, 'http/invalid-request'],
    ['quantity 0', 'POST', '/products/TEA/stock', { quantity: 0 }, 400, 'http/invalid-request'],
    ['a negative quantity', 'POST', '/products/TEA/stock', { quantity: -1 }, 400, 'http/invalid-request'],
    ['a fractional quantity', 'POST', '/products/TEA/stock', { quantity: 0.5 }, 400, 'http/invalid-request'],
    [
      'a quantity above 2^31',
      'POST',
      '/products/TEA/stock',
      { quantity: 2 ** 31 },
      400,
      'http/invalid-request',
    ],
    [
      'goods of no product',
      'POST',
      '/products/NONE/stock',
      { quantity: 1 },
      404,
      'inventory/unknown-product',
    ],
    ['a product that is not there', 'GET', '/products/NONE', undefined, 404, 'inventory/unknown-product'],
    ['limit -1', 'GET', '/products?limit=-1', undefined, 400, 'http/invalid-request'],
    ['a forged cursor', 'GET', '/products?cursor=forged', undefined, 400, 'http/invalid-cursor'],
    ['an unknown parameter', 'GET', '/products?page=2', undefined, 400, 'http/invalid-request'],
  ];
  for (const [what, method, path, body, status, code] of badRequests) {
    it(`refuses ${what} and changes nothing`, async () => {
      const products = (await call('GET', '/products?limit=100')).body;
      const refused = await call(method, path, body);
      assert.deepEqual([refused.status, refused.body.code], [status, code]);
      assert.deepEqual((await call('GET', '/products?limit=100')).body, products);
    });
  }
});
