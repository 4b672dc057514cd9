import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { OrderView } from '../contracts/http/order-http.ts';
import { createRandom } from '../simulation/world/random.ts';
import type { NewOrder } from '../test/support/shop.ts';
import { type Client, createClient } from './client.ts';

/** What became of the load. */
export interface Customers {
  /** Every order that was answered 201, by id. */
  readonly placed: ReadonlyMap<string, OrderView>;
  /** What no client may ever be answered. */
  readonly wrong: readonly string[];
  /** Requests that had to be made again. */
  readonly repeated: number;
  /** Customers who are in the middle of something. */
  readonly busy: number;
  /** Places an order; resolves with whether it was settled in time. */
  probe(): Promise<boolean>;
  /** Sends nobody new; resolves when all have been answered. */
  stop(): Promise<void>;
}

/** One kind of order: what is bought, and what its customer does then. */
interface Kind {
  readonly order: NewOrder;
  afterwards?(client: Client, id: string): Promise<void>;
}

/** Products, and pieces in stock: of `scarce` not enough for all. */
export const products = { TEA: 1_000_000, CUP: 1_000_000, SCARCE: 200, 'SOLD-OUT': 0 };

const visa: Kind = { order: { sku: 'TEA', quantity: 2, more: [{ sku: 'CUP', quantity: 1 }] } };
const kinds: readonly Kind[] = [
  visa,
  visa,
  { order: { sku: 'CUP' } },
  { order: { sku: 'SCARCE' } },
  { order: { sku: 'TEA', more: [{ sku: 'SOLD-OUT', quantity: 1 }] } },
  { order: { sku: 'TEA', token: 'tok_flaky' } },
  { order: { sku: 'TEA', token: 'tok_slow' } },
  { order: { sku: 'TEA', token: 'tok_declined' } },
  { order: { sku: 'CUP', token: 'tok_insufficient_funds' } },
  { order: { sku: 'CUP', token: 'tok_capture_fails' } },
  { order: { sku: 'TEA' }, afterwards: (client, id) => client.command(id, 'cancel') },
  {
    order: { sku: 'SCARCE', quantity: 3 },
    afterwards: async (client, id) => {
      await client.settled(id);
      await client.command(id, 'cancel');
    },
  },
  {
    order: { sku: 'CUP', quantity: 2 },
    afterwards: async (client, id) => {
      await client.settled(id);
      await client.command(id, 'ship');
    },
  },
  { order: { sku: 'CUP', prepaid: true }, afterwards: (client, id) => client.command(id, 'cancel') },
  {
    order: { sku: 'CUP', token: 'tok_capture_fails' },
    afterwards: async (client, id) => {
      await client.settled(id);
      await client.command(id, 'ship');
    },
  },
  {
    order: { sku: 'TEA', prepaid: true },
    afterwards: async (client, id) => {
      await client.settled(id);
      await client.command(id, 'ship');
      await client.shipped(id);
      await client.command(id, 'confirm-delivery');
      await client.command(id, 'return');
    },
  },
];
/** At most so many at a time: more would only measure how long they wait for each other. */
const busyAtMost = 150;
/** One in so many loses its answer, and asks again with the same key. */
const loseEvery = 10;

/** Sends `rate` customers a second until it is stopped. */
export const sendCustomers = (orderUrl: () => string, seed: number, rate: number): Customers => {
  const random = createRandom(`customers of ${seed}`);
  const placed = new Map<string, OrderView>();
  const client = createClient(orderUrl);
  const busy = new Set<Promise<void>>();
  const closing = new AbortController();

  const buy = async (order: NewOrder, asksAgain: boolean): Promise<string> => {
    const key = randomUUID();
    const view = await client.place(order, key);
    placed.set(view.id, view);
    if (asksAgain) {
      const again = await client.place(order, key);
      if (again.id !== view.id) client.wrong.push(`one key gave the orders ${view.id} and ${again.id}`);
    }
    return view.id;
  };
  const serve = async ({ order, afterwards }: Kind, asksAgain: boolean): Promise<void> => {
    const id = await buy(order, asksAgain);
    await afterwards?.(client, id);
  };
  const send = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await delay(1_000 / rate, undefined, { signal: closing.signal }).catch(() => {});
      const kind = random.pick(kinds);
      const asksAgain = random.chance(1 / loseEvery);
      if (closing.signal.aborted || busy.size >= busyAtMost) continue;
      const served = serve(kind, asksAgain)
        .catch((error: unknown) => void client.wrong.push(String(error)))
        .finally(() => busy.delete(served));
      busy.add(served);
    }
  };
  const sending = send();
  return {
    placed,
    wrong: client.wrong,
    get repeated() {
      return client.repeated();
    },
    get busy() {
      return busy.size;
    },
    probe: async () => {
      try {
        await client.settled(await buy({ sku: 'TEA' }, false));
        return true;
      } catch (error) {
        client.wrong.push(String(error));
        return false;
      }
    },
    stop: async () => {
      closing.abort();
      await sending;
      await Promise.all(busy);
    },
  };
};
