import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Static, TSchema } from 'typebox';
import { Compile } from 'typebox/compile';
import { ProductView } from '../../contracts/http/inventory-http.ts';
import { OrderView } from '../../contracts/http/order-http.ts';
import { waitFor } from './wait-for.ts';

/** On an idle machine everything takes a few seconds, the slow card 3. */
const patienceMs = 60_000;

/** What an order is placed with; the rest is the same for all. */
export interface NewOrder {
  readonly sku: string;
  readonly quantity?: number;
  readonly token?: string;
  /** The money is taken when it is confirmed. */
  readonly prepaid?: boolean;
  /** More lines than the first. */
  readonly more?: readonly { readonly sku: string; readonly quantity: number }[];
}

/** Answers of orders that a client was given, by id. */
export type PlacedOrders = ReadonlyMap<string, OrderView>;

/** The body of `POST /orders`. */
export const orderBody = ({ sku, quantity = 1, token = 'tok_visa', prepaid, more = [] }: NewOrder) => ({
  customerId: `customer-of-${sku}`,
  email: `${sku.toLowerCase()}@example.org`,
  currency: 'EUR',
  lines: [{ sku, quantity }, ...more],
  payment: { token },
  ...(prepaid === undefined ? {} : { prepaid }),
});

/** Each schema is compiled once: for each answer it was a ninth of what the test of the five services computes. */
const compiled = new WeakMap<TSchema, ReturnType<typeof Compile>>();
const checkOf = (schema: TSchema): ReturnType<typeof Compile> => {
  const check = compiled.get(schema) ?? Compile(schema);
  compiled.set(schema, check);
  return check;
};
const fits = <Schema extends TSchema>(schema: Schema, value: unknown): value is Static<Schema> =>
  checkOf(schema).Check(value);

/** Reads an answer and holds it against what the contract says. */
export const readAs = async <Schema extends TSchema>(
  schema: Schema,
  response: Response,
  status = 200,
): Promise<Static<Schema>> => {
  const text = await response.text();
  assert.equal(response.status, status, `${response.url}: ${text}`);
  const value: unknown = JSON.parse(text);
  if (fits(schema, value)) return value;
  const errors = checkOf(schema).Errors(value);
  throw new Error(`${response.url} answers against its contract: ${JSON.stringify(errors)}`);
};

/** Sends JSON. */
export const send = (method: string, url: string, body?: unknown, headers: Record<string, string> = {}) =>
  fetch(url, {
    method,
    headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });

/** A customer and an operator of the shop, over HTTP. `orderUrl` and `inventoryUrl`: where the two services listen. */
export const createShop = (orderUrl: () => string, inventoryUrl: () => string) => {
  const placed = new Map<string, OrderView>();

  const remember = (order: OrderView): OrderView => {
    placed.set(order.id, order);
    return order;
  };
  const command = async (
    id: string,
    name: 'cancel' | 'ship' | 'confirm-delivery' | 'return',
    body?: unknown,
    waitSeconds = 0,
  ) =>
    readAs(
      OrderView,
      await send('POST', `${orderUrl()}/orders/${id}/${name}`, body, { prefer: `wait=${waitSeconds}` }),
      202,
    );

  const place = async (order: NewOrder, waitSeconds = 0, key: string = randomUUID()): Promise<OrderView> => {
    const headers = { prefer: `wait=${waitSeconds}`, 'idempotency-key': key };
    const response = await send('POST', `${orderUrl()}/orders`, orderBody(order), headers);
    return remember(await readAs(OrderView, response, 201));
  };
  const read = async (id: string): Promise<OrderView> =>
    readAs(OrderView, await fetch(`${orderUrl()}/orders/${id}`));
  const cancel = (id: string, waitSeconds = 0) =>
    command(id, 'cancel', { reason: 'No longer needed' }, waitSeconds);
  const settled = async (order: OrderView): Promise<OrderView> =>
    order.settled
      ? order
      : waitFor(
          `order ${order.id} to be settled`,
          async () => {
            const now = await read(order.id);
            return now.settled && now;
          },
          patienceMs,
        );

  return {
    /** Every order that was answered 201, as it was answered. */
    placed,
    /** Lists a product for 12.34 EUR and receives `pieces`; resolves when it can be ordered. */
    stock: async (sku: string, pieces: number): Promise<void> => {
      const product = `${inventoryUrl()}/products/${sku}`;
      const listing = { name: `The ${sku}`, price: 1234, currency: 'EUR' };
      await readAs(ProductView, await send('PUT', product, listing), 201);
      if (pieces > 0) await readAs(ProductView, await send('POST', `${product}/stock`, { quantity: pieces }));
      // In a currency that nothing is sold in: refused for that, but only once its SKU is known.
      await waitFor(`${sku} to have a price`, async () => {
        const response = await send('POST', `${orderUrl()}/orders`, {
          ...orderBody({ sku }),
          currency: 'ZZZ',
        });
        return (await response.text()).includes('order/mixed-currencies');
      });
    },
    /** Places an order; `waitSeconds` waits for it to be settled, `key` is its Idempotency-Key. */
    place,
    /** Places an order; resolves when it is settled. */
    placeAndSettle: async (order: NewOrder) => settled(await place(order, 30)),
    /** Places an order as often as it takes to be answered, under one Idempotency-Key. */
    placeUntilAnswered: async (order: NewOrder): Promise<OrderView> => {
      const headers = { 'idempotency-key': randomUUID() };
      const response = await waitFor(
        'an order to be answered',
        async () => {
          const answer = await send('POST', `${orderUrl()}/orders`, orderBody(order), headers).catch(
            () => undefined,
          );
          return answer !== undefined && answer.status < 500 && answer;
        },
        patienceMs,
      );
      return remember(await readAs(OrderView, response, 201));
    },
    cancel,
    /** Cancels an order; resolves when it is settled. */
    cancelAndSettle: async (id: string) => settled(await cancel(id, 30)),
    /** Has it shipped; resolves when it is on its way, or has become something else. */
    ship: async (id: string): Promise<OrderView> => {
      await command(id, 'ship');
      return waitFor(
        `order ${id} to be shipped`,
        async () => {
          const now = await read(id);
          return !/^(?:capturing-payment|shipping-stock|compensating)$/.test(now.status) && now;
        },
        patienceMs,
      );
    },
    confirmDelivery: (id: string) => command(id, 'confirm-delivery'),
    /** The goods came back; resolves when they are in stock and paid back. */
    sendBack: async (id: string): Promise<OrderView> => {
      await command(id, 'return', { reason: 'Too small' });
      return waitFor(
        `order ${id} to be returned`,
        async () => {
          const now = await read(id);
          return now.status === 'returned' && now;
        },
        patienceMs,
      );
    },
    order: read,
    product: async (sku: string): Promise<ProductView> =>
      readAs(ProductView, await fetch(`${inventoryUrl()}/products/${sku}`)),
  };
};
export type Shop = ReturnType<typeof createShop>;
