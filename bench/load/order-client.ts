import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { createRandom } from '../../simulation/world/random.ts';
import { drawOrder } from '../mix.ts';
import type { LoadJob, SentOrder } from './load-job.ts';

/** Sends orders one after another, or many at a time. */
export interface OrderClient {
  /** Sends the next order of the mix; resolves when it was answered. `dueAt`: by `now()`. */
  send(dueAt: number): Promise<void>;
  /** Milliseconds since the epoch, with fractions. */
  now(): number;
  readonly orders: readonly SentOrder[];
  readonly refused: number;
  readonly faults: readonly string[];
  close(): Promise<void>;
}

const headers = { 'content-type': 'application/json' };
const cancellation = JSON.stringify({ reason: 'Ordered by mistake' });
const refusedPauseMs = 100;
const faultsKept = 20;
/** A client that waits longer than the service's own limit has lost its server. */
const timeoutMs = 30_000;

/** A client with up to `connections` connections, each with one request at a time. */
export const createOrderClient = ({ target, mix, seed }: LoadJob, connections: number): OrderClient => {
  const pool = new Pool(target.origin, {
    connections,
    pipelining: 1,
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
  });
  const random = createRandom(seed);
  const epoch = Date.now() - performance.now();
  const now = () => epoch + performance.now();
  const orders: SentOrder[] = [];
  const faults: string[] = [];
  let refused = 0;

  const fault = (text: string): void => {
    if (faults.length < faultsKept) faults.push(text);
  };
  const post = async (path: string, body: string) => {
    const answer = await pool.request({ method: 'POST', path, headers, body });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  const place = async (body: string) => {
    if (!target.placePath.includes('{id}')) {
      const { status, text } = await post(target.placePath, body);
      return { status, text, id: target.placed.includes(status) ? String(JSON.parse(text).id) : '' };
    }
    const id = randomUUID();
    return { ...(await post(target.placePath.replace('{id}', id), body)), id };
  };
  const cancel = async (id: string): Promise<SentOrder['cancellation']> => {
    const { status, text } = await post(target.cancelPath.replace('{id}', id), cancellation);
    if (target.cancelled.includes(status)) return 'taken';
    if (!target.tooLate.includes(status)) fault(`cancelling was answered ${status} ${text.slice(0, 300)}`);
    return 'too-late';
  };

  const send = async (dueAt: number): Promise<void> => {
    const { kind, body } = drawOrder(random, mix);
    const { status, text, id } = await place(JSON.stringify(body));
    const answeredAfter = now() - dueAt;
    if (status === 503) {
      refused += 1;
      return delay(refusedPauseMs);
    }
    if (!target.placed.includes(status)) return fault(`placing was answered ${status} ${text.slice(0, 300)}`);
    const how = kind === 'cancelled' ? await cancel(id) : undefined;
    orders.push({ id, kind, dueAt, answeredAfter, ...(how ? { cancellation: how } : {}) });
  };
  return {
    send: (dueAt) => send(dueAt).catch((error: unknown) => fault(`no answer: ${error}`)),
    now,
    orders,
    faults,
    get refused() {
      return refused;
    },
    close: () => pool.close(),
  };
};
