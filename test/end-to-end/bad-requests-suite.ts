import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { ProductPage } from '../../contracts/http/inventory-http.ts';
import { OrderPage } from '../../contracts/http/order-http.ts';
import { Problem } from '../../runtime/http/problem.ts';
import { orderBody, readAs, type Shop, send } from '../support/shop.ts';
import { waitFor } from '../support/wait-for.ts';

const good = orderBody({ sku: 'MUG' });
const line = { sku: 'MUG', quantity: 1 };
const withQuantity = (quantity: unknown) => ({ ...good, lines: [{ sku: 'MUG', quantity }] });

interface BadRequest {
  readonly name: string;
  readonly body: unknown;
  readonly status: number;
  readonly code: string;
}
const invalid = (name: string, body: unknown): BadRequest => ({
  name,
  body,
  status: 400,
  code: 'http/invalid-request',
});

/** Bodies of `POST /orders`. */
const badOrders: readonly BadRequest[] = [
  invalid('a number', 7),
  invalid('a list', [good]),
  invalid('an empty object', {}),
  invalid('a customer that is a number', { ...good, customerId: 7 }),
  invalid('an unknown field', { ...good, coupon: 'FREE' }),
  invalid('an unknown field in a line', { ...good, lines: [{ ...line, price: 1 }] }),
  invalid('no lines', { ...good, lines: [] }),
  invalid('10,000 lines', { ...good, lines: Array.from({ length: 10_000 }, () => line) }),
  invalid('a quantity of 0', withQuantity(0)),
  invalid('a negative quantity', withQuantity(-1)),
  invalid('a fractional quantity', withQuantity(1.5)),
  invalid('a quantity above 2^31', withQuantity(2 ** 31)),
  invalid('a quantity in quotes', withQuantity('1')),
  invalid('an e-mail that is none', { ...good, email: 'ada' }),
  invalid('a currency that is none', { ...good, currency: 'euro' }),
  invalid('no payment', { ...good, payment: undefined }),
  {
    name: 'an unknown SKU',
    body: { ...good, lines: [{ sku: 'NO-SUCH', quantity: 1 }] },
    status: 422,
    code: 'order/unknown-sku',
  },
  {
    name: 'another currency',
    body: { ...good, currency: 'USD' },
    status: 422,
    code: 'order/mixed-currencies',
  },
  {
    name: 'an unknown payment token',
    body: { ...good, payment: { token: 'tok_nobody' } },
    status: 422,
    code: 'order/unknown-payment-token',
  },
  {
    name: 'a string with NUL',
    body: { ...good, customerId: 'a\0b' },
    status: 400,
    code: 'http/unstorable-text',
  },
  {
    name: 'a lone surrogate',
    body: { ...good, customerId: 'a\ud800b' },
    status: 400,
    code: 'http/unstorable-text',
  },
  {
    name: 'more than 1 MB',
    body: { ...good, customerId: 'x'.repeat(1_100_000) },
    status: 413,
    code: 'http/body-too-large',
  },
];

/** Requests that are no plain JSON bodies. */
const badCalls: readonly (Omit<BadRequest, 'body'> & {
  readonly call: (url: string) => Promise<Response>;
})[] = [
  {
    name: 'a body that is no JSON',
    status: 400,
    code: 'http/malformed-json',
    call: (url) => post(`${url}/orders`, '{"customerId": '),
  },
  {
    name: 'a body that is no JSON by its type',
    status: 415,
    code: 'http/unsupported-media-type',
    call: (url) =>
      post(`${url}/orders`, 'customerId=ada', { 'content-type': 'application/x-www-form-urlencoded' }),
  },
  {
    name: 'a header of 100 KB',
    status: 431,
    code: 'http/headers-too-large',
    call: (url) => send('POST', `${url}/orders`, good, { 'x-long': 'x'.repeat(100_000) }),
  },
  {
    name: 'an Idempotency-Key with blanks',
    status: 400,
    code: 'http/invalid-idempotency-key',
    call: (url) => send('POST', `${url}/orders`, good, { 'idempotency-key': 'a b' }),
  },
  ...['cancel', 'ship', 'confirm-delivery', 'return', 'fulfil'].map((command) => ({
    name: `${command} of an id that is no UUID`,
    status: 400,
    code: 'http/invalid-request',
    call: (url: string) =>
      send(
        'POST',
        `${url}/orders/42/${command}`,
        ['cancel', 'return'].includes(command) ? { reason: 'No' } : undefined,
      ),
  })),
  {
    name: 'an order that does not exist',
    status: 404,
    code: 'order/unknown',
    call: (url) => fetch(`${url}/orders/00000000-0000-4000-8000-000000000000`),
  },
  {
    name: 'limit=-1',
    status: 400,
    code: 'http/invalid-request',
    call: (url) => fetch(`${url}/orders?limit=-1`),
  },
  {
    name: 'a forged cursor',
    status: 400,
    code: 'http/invalid-cursor',
    call: (url) => fetch(`${url}/orders?cursor=Zm9yZ2Vk`),
  },
];

const post = (
  url: string,
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
) => fetch(url, { method: 'POST', body, headers });

/** What is wrong with a request is told, and nothing comes of it. */
export const describeBadRequests = (get: () => { readonly shop: Shop; readonly url: string }): void => {
  describe('bad requests', () => {
    const everything = async (url: string) => ({
      orders: await readAs(OrderPage, await fetch(`${url}/orders?limit=200`)),
      products: await readAs(ProductPage, await fetch(`${url}/products`)),
    });
    const refused = async (response: Response, status: number, code: string) => {
      const problem = await readAs(Problem, response, status);
      assert.equal(problem.code, code);
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
      assert.ok(problem.detail.length >= 20, `says what to change: ${problem.detail}`);
    };
    const changesNothing = async (url: string, run: () => Promise<void>) => {
      const earlier = await everything(url);
      await run();
      assert.deepEqual(await everything(url), earlier);
    };
    // The list is a second behind what the tests before these have done.
    const listed = async (id: string) => {
      const { shop, url } = get();
      const { version } = await shop.order(id);
      await waitFor('the order in the list', async () =>
        (await everything(url)).orders.orders.some((each) => each.id === id && each.version === version),
      );
    };
    before(async () => {
      await Promise.all([...get().shop.placed.keys()].map(listed));
    });

    for (const { name, body, status, code } of badOrders)
      test(`an order with ${name} is answered ${status} ${code}`, () =>
        changesNothing(get().url, async () => {
          await refused(await send('POST', `${get().url}/orders`, body), status, code);
        }));

    for (const { name, status, code, call } of badCalls)
      test(`${name} is answered ${status} ${code}`, () =>
        changesNothing(get().url, async () => {
          await refused(await call(get().url), status, code);
        }));

    test('the same Idempotency-Key with another body is answered 422', async () => {
      const { shop, url } = get();
      const headers = { 'idempotency-key': 'once', prefer: 'wait=20' };
      const first = await send('POST', `${url}/orders`, good, headers);
      const { id }: { id?: string } = Object(await first.json());
      shop.placed.set(id ?? '', await shop.order(id ?? ''));
      await listed(id ?? '');
      await changesNothing(url, async () => {
        const other = await send('POST', `${url}/orders`, { ...good, email: 'eve@example.org' }, headers);
        await refused(other, 422, 'http/idempotency-key-reused');
      });
    });

    test('a cancellation that is not possible is answered 409 with what is', async () => {
      const { shop, url } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG', token: 'tok_declined' });
      const response = await send('POST', `${url}/orders/${id}/cancel`, { reason: 'Too late' });
      const { code, allowed }: { code?: string; allowed?: unknown } = Object(await response.json());
      assert.deepEqual([response.status, code, allowed], [409, 'command/not-possible', []]);
    });

    test('the list has no order but those that were answered, once it has the last of them', async () => {
      const { shop, url } = get();
      await listed((await shop.placeAndSettle({ sku: 'MUG' })).id);
      const { orders } = (await everything(url)).orders;
      assert.deepEqual(orders.map(({ id }) => id).sort(), [...shop.placed.keys()].sort());
    });
  });
};
