import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { OrderView } from '../../contracts/http/order-http.ts';
import { orderBody, readAs, type Shop, send } from './shop.ts';

/** Customers who order without haste, and ask again with the same key when they are put off. */
export interface LightLoad {
  /** Answers that were given so far. */
  readonly answers: number;
  /** What a client must never meet: another answer than 201 or 503 with Retry-After, none at all, or a late one. */
  readonly faults: readonly string[];
  /** Answers by problem code, 201 by that. */
  readonly counts: ReadonlyMap<string, number>;
  /** Resolves when every customer has got its last order taken. */
  stop(): Promise<void>;
}

const tokens = ['tok_visa', 'tok_visa', 'tok_declined', 'tok_flaky', 'tok_capture_fails'];
const customers = 3;
const pauseMs = 150;
/** How long a customer whose shop has closed goes on asking. */
const patienceMs = 60_000;

/** Starts it on a product that is in stock; `timeLimitMs`: how long an answer may take. */
export const startLightLoad = (shop: Shop, url: string, sku: string, timeLimitMs: number): LightLoad => {
  const closing = new AbortController();
  const faults: string[] = [];
  const counts = new Map<string, number>();
  let answers = 0;

  const ask = async (body: unknown, key: string): Promise<boolean> => {
    const began = performance.now();
    const response = await send('POST', `${url}/orders`, body, { 'idempotency-key': key }).catch(
      (error: unknown) => void faults.push(`no answer: ${error}`),
    );
    const took = Math.round(performance.now() - began);
    answers += 1;
    if (took > timeLimitMs) faults.push(`an answer took ${took} ms`);
    if (!response) return false;
    if (response.status === 201) {
      const order = await readAs(OrderView, response, 201);
      shop.placed.set(order.id, order);
      counts.set('201', (counts.get('201') ?? 0) + 1);
      return true;
    }
    const { code }: { code?: string } = Object(await response.json());
    counts.set(`${code}`, (counts.get(`${code}`) ?? 0) + 1);
    if (response.status !== 503 || !response.headers.has('retry-after'))
      faults.push(`${response.status} ${code}`);
    return false;
  };
  const customer = async (): Promise<void> => {
    for (let round = 0; !closing.signal.aborted; round += 1) {
      const body = orderBody({ sku, token: tokens[round % tokens.length] ?? 'tok_visa' });
      const key = randomUUID();
      const giveUpAt = performance.now() + patienceMs;
      while (!(await ask(body, key))) {
        await delay(pauseMs);
        if (performance.now() < giveUpAt) continue;
        faults.push(`an order was not taken within ${patienceMs} ms`);
        break;
      }
      await delay(pauseMs);
    }
  };
  const running = Promise.all(Array.from({ length: customers }, customer));
  return {
    get answers() {
      return answers;
    },
    faults,
    counts,
    stop: async () => {
      closing.abort();
      await running;
    },
  };
};
