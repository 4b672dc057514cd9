import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { OrderView } from '../contracts/http/order-http.ts';
import { type NewOrder, orderBody, readAs } from '../test/support/shop.ts';

/** A client that asks as often as it takes to be answered, always with the same Idempotency-Key. */
export interface Client {
  /** @throws after two minutes without an answer */
  place(order: NewOrder, key: string): Promise<OrderView>;
  /** A command; that it is not possible now is an answer too. */
  command(id: string, name: 'cancel' | 'ship' | 'confirm-delivery' | 'return'): Promise<void>;
  /** Resolves when the order is settled. */
  settled(id: string): Promise<void>;
  /** Resolves when the parcel is on its way, or the order has ended. */
  shipped(id: string): Promise<void>;
  /** Answers that must not be given. */
  readonly wrong: string[];
  /** Requests that were made again. */
  repeated(): number;
}

const patienceMs = 120_000;
const againAfterMs = 300;
const lookEveryMs = 100;
/** A request that hangs is given up, like a customer does who presses the button again. */
const giveUpAfterMs = 15_000;

/** `url`: where orders are taken. */
export const createClient = (url: () => string): Client => {
  const wrong: string[] = [];
  let repeated = 0;

  /** Asks until there is an answer that is neither silence nor 503. */
  const ask = async (what: string, once: () => Promise<Response>): Promise<Response> => {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const response = await once().catch(() => undefined);
      if (response && response.status !== 503) return response;
      if (response && !response.headers.has('retry-after')) wrong.push(`${what}: 503 without Retry-After`);
      await response?.arrayBuffer().catch(() => undefined);
      if (performance.now() > giveUpAt) throw new Error(`${what}: no answer within ${patienceMs} ms`);
      repeated += 1;
      await delay(againAfterMs);
    }
  };
  const post = (path: string, body: unknown, key: string) => () =>
    fetch(`${url()}${path}`, {
      method: 'POST',
      headers: { 'idempotency-key': key, ...(body ? { 'content-type': 'application/json' } : {}) },
      ...(body ? { body: JSON.stringify(body) } : {}),
      signal: AbortSignal.timeout(giveUpAfterMs),
    });

  const until = async (id: string, what: string, is: (order: OrderView) => boolean): Promise<void> => {
    const giveUpAt = performance.now() + patienceMs;
    for (;;) {
      const response = await ask(`reading ${id}`, () =>
        fetch(`${url()}/orders/${id}`, { signal: AbortSignal.timeout(giveUpAfterMs) }),
      );
      if (is(await readAs(OrderView, response))) return;
      if (performance.now() > giveUpAt) throw new Error(`order ${id} was not ${what} in ${patienceMs} ms`);
      await delay(lookEveryMs);
    }
  };

  return {
    wrong,
    repeated: () => repeated,
    place: async (order, key) =>
      readAs(OrderView, await ask('placing an order', post('/orders', orderBody(order), key)), 201),
    command: async (id, name) => {
      const body = name === 'cancel' || name === 'return' ? { reason: 'No longer needed' } : undefined;
      const response = await ask(`${name} of ${id}`, post(`/orders/${id}/${name}`, body, randomUUID()));
      const text = await response.text();
      if (![202, 409].includes(response.status)) wrong.push(`${name} of ${id}: ${response.status} ${text}`);
    },
    settled: (id) => until(id, 'settled', ({ settled }) => settled),
    shipped: (id) => until(id, 'shipped', ({ status }) => status === 'shipped' || status === 'cancelled'),
  };
};
