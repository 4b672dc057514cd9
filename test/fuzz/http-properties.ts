import fc from 'fast-check';
import { headers, nearly, nearlyCursor, nearlyJson } from './arbitraries.ts';
import type { FuzzProperty } from './fuzz-property.ts';
import type { FuzzedRequest } from './fuzzed-system.ts';
import { takenOrRefusedWell } from './refused-well.ts';

const json = { 'content-type': 'application/json' };
const uuid = '0b3c1a52-7f1e-4a57-9a53-1f4f6f1d2c11';
const order = {
  customerId: 'ada',
  email: 'ada@example.org',
  currency: 'EUR',
  lines: [{ sku: 'NOT-LISTED', quantity: 1 }],
  payment: { token: 'tok_visa' },
};
const product = { name: 'Mug', price: 1_290, currency: 'EUR' };
const time = '2026-01-01T00:00:00.000Z';

/** A part of a path or a query, escaped as clients must. JSON, because a value may have a `toString` that is no function. */
const part = (valid: string): fc.Arbitrary<string> =>
  nearly(valid).map((value) =>
    encodeURIComponent((typeof value === 'string' ? value : JSON.stringify(value)).toWellFormed()),
  );

const posts = (path: fc.Arbitrary<string>, body: unknown, method: FuzzedRequest['method'] = 'POST') =>
  fc
    .tuple(path, nearlyJson(body), headers)
    .map(([path, body, more]): FuzzedRequest => ({ method, path, body, headers: { ...json, ...more } }));
const gets = (path: fc.Arbitrary<string>) =>
  fc.tuple(path, headers).map(([path, headers]): FuzzedRequest => ({ method: 'GET', path, headers }));
const lists = (path: string, key: unknown) =>
  gets(nearlyCursor(key).map((cursor) => `${path}?cursor=${cursor}`));

/** Requests that are taken or refused well, whatever stands in them. */
const requests: Readonly<Record<string, fc.Arbitrary<FuzzedRequest>>> = {
  'an order': posts(fc.constant('/orders'), order),
  'a cancellation': posts(
    part(uuid).map((id) => `/orders/${id}/cancel`),
    { reason: 'none' },
  ),
  'a product': posts(
    part('MUG').map((sku) => `/products/${sku}`),
    product,
    'PUT',
  ),
  'goods received': posts(
    part('MUG').map((sku) => `/products/${sku}/stock`),
    { quantity: 5 },
  ),
  'a group redrive': posts(fc.constant('/dead-letters/redrive'), {
    reason: 'mended',
    code: 'message/invalid-data',
  }),
  'the id of an order': gets(part(uuid).map((id) => `/orders/${id}`)),
  'a stream': gets(part(uuid).map((id) => `/orders/${id}/stream`)),
  'a cursor of orders': lists('/orders', { at: time, id: uuid }),
  'a cursor of products': lists('/products', { sku: 'MUG' }),
  'a cursor of dead letters': lists('/dead-letters', { at: time, service: 'order', id: 1 }),
  'a cursor of the audit trail': lists('/dead-letters/audit', { at: time, service: 'order', id: 1 }),
  'a query of orders': gets(
    fc
      .tuple(part('confirmed'), part('ada'), part('50'))
      .map(([status, customer, limit]) => `/orders?status=${status}&customerId=${customer}&limit=${limit}`),
  ),
};

/** The HTTP calls, one property each. */
export const httpProperties: readonly FuzzProperty[] = [
  ...Object.entries(requests).map(
    ([what, request]): FuzzProperty => ({
      name: `${what} over HTTP is taken, or refused with a documented code and nothing stored`,
      property: (system) => fc.asyncProperty(request, (each) => takenOrRefusedWell(system, each)),
    }),
  ),
  {
    name: 'the correction of a dead letter is taken, or refused with a documented code and nothing stored',
    property: (system) =>
      fc.asyncProperty(
        nearly({
          reason: 'mended',
          payload: { orderId: uuid },
          headers: { 'cloudEvents:type': 'StockReleased' },
        }),
        async (body) => {
          const id = await system.deadLetter();
          const request = { method: 'POST', path: `/dead-letters/${id}/redrive`, headers: json } as const;
          await takenOrRefusedWell(system, { ...request, body: Buffer.from(JSON.stringify(body) ?? '') });
        },
      ),
  },
];
