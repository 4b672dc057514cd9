import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { nodeFlags } from '../../scripts/node-flags.ts';
import { type EmbeddedFolder, makeEmbeddedFolder } from '../../test/support/embedded-process.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import type { SentOrder } from '../load/load-job.ts';
import { startLoadProcess } from '../load/start-load-process.ts';
import { refuseProblems } from '../no-result.ts';
import { audit } from '../ours/audit.ts';
import { oursAt } from '../ours/ours.ts';
import { settledOrders } from '../ours/settled-orders.ts';
import { type Percentiles, percentiles } from '../percentiles.ts';
import { readBatchFigures } from '../probes/batch-figures.ts';
import { processUsage } from '../probes/process-usage.ts';
import { type LoggedProcess, startLoggedProcess } from '../system/logged-process.ts';
import { stockShop } from '../system/stock-shop.ts';
import { wrongEndings } from '../wrong-endings.ts';

/** What the embedded mode does: one process, nothing but Node. Times in milliseconds, memory in bytes. */
export interface EmbeddedFigures {
  readonly connections: number;
  readonly orders: number;
  readonly settledPerSecond: number;
  readonly answered: Percentiles | null;
  readonly settled: Percentiles | null;
  readonly cpuMsPerOrder: number;
  readonly peakBytes: number;
  /** From the start of Node until it was ready: with an empty folder, and with one that has these orders. */
  readonly coldStartMs: number;
  readonly warmStartMs: number;
}

const connections = 16;
const settledWithinMs = 300_000;
/** Longer than anything it does takes; what waits for longer than that would be a fault. */
const quietMs = 1_500;

/** Measures it under a closed loop of the regular mix. @throws when an order is not settled as it should be */
export const measureEmbedded = async (seconds: number, warmUpSeconds: number): Promise<EmbeddedFigures> => {
  const folder = await makeEmbeddedFolder();
  try {
    const cold = await startEmbedded(folder);
    const loaded = await underLoad(cold, seconds, warmUpSeconds).finally(() => cold.stop());
    const database = await folder.openDatabase();
    try {
      const { sent } = loaded;
      const settled = await settledOrders(database, 0);
      const placed = [...loaded.earlier, ...sent.orders];
      const problems = [
        ...sent.faults,
        ...wrongEndings(placed, settled),
        ...(await audit(
          database,
          placed.map(({ id }) => id),
        )),
      ];
      refuseProblems('The embedded mode', problems);
      const settledAt = ({ id }: SentOrder) => settled.get(id)?.settledAt ?? Number.NaN;
      const lastAt = sent.orders.reduce((last, order) => Math.max(last, settledAt(order)), sent.beganAt);
      const count = sent.orders.length;
      const figures = {
        connections,
        orders: count,
        settledPerSecond: (count * 1_000) / (lastAt - sent.beganAt),
        answered: percentiles(sent.orders.map((order) => order.answeredAfter)),
        settled: percentiles(sent.orders.map((order) => settledAt(order) - order.dueAt)),
        cpuMsPerOrder: loaded.cpuMs / count,
        peakBytes: loaded.peakBytes,
        coldStartMs: cold.startedInMs,
      };
      await database.destroy();
      const warm = await startEmbedded(folder);
      await warm.stop();
      return { ...figures, warmStartMs: warm.startedInMs };
    } finally {
      await database.destroy();
    }
  } finally {
    await folder.remove();
  }
};

/** `main.ts all` as `npm start` runs it, on a port of its own. */
const startEmbedded = (folder: EmbeddedFolder): Promise<LoggedProcess> =>
  startLoggedProcess({
    name: 'embedded',
    arguments: [...nodeFlags, 'dist/main.mjs', 'all'],
    variables: { PORT: '0', DATA_DIR: folder.path },
    log: join(folder.path, 'embedded.log'),
  });

const underLoad = async ({ url, pid }: LoggedProcess, seconds: number, warmUpSeconds: number) => {
  await stockShop(url, url);
  const client = startLoadProcess();
  const load = async (duration: number, seed: string) => {
    const arrival = { kind: 'closed', connections } as const;
    const sent = await client.apply({
      target: oursAt(url),
      arrival,
      mix: 'regular',
      seed,
      seconds: duration,
    });
    await untilSettled(url, sent.orders);
    return sent;
  };
  try {
    const { orders: earlier } = await load(warmUpSeconds, 'warm-up');
    const before = await processUsage(pid);
    const sent = await load(seconds, 'embedded');
    const after = await processUsage(pid);
    if (!before || !after) throw new Error('The embedded process is gone');
    return { earlier, sent, cpuMs: after.cpuMs - before.cpuMs, peakBytes: after.peakBytes };
  } finally {
    await client.stop();
  }
};

/** Asks for every order until it is settled, and then until nothing is committed any more. */
const untilSettled = async (url: string, orders: readonly SentOrder[]): Promise<void> => {
  const pool = new Pool(url, { connections: 4 });
  const isSettled = async (id: string): Promise<boolean> => {
    const { body } = await pool.request({ method: 'GET', path: `/orders/${id}` });
    return Object(await body.json()).settled === true;
  };
  for (const { id } of orders)
    await waitFor(`order ${id} to be settled`, () => isSettled(id), settledWithinMs);
  await pool.close();
  for (let before = -1; ; ) {
    const { messages } = await readBatchFigures(url);
    if (messages === before) return;
    before = messages;
    await delay(quietMs);
  }
};
