import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { createRandom } from '../../simulation/world/random.ts';
import type { LoadJob, LoadResult } from './load-job.ts';
import { createOrderClient, type OrderClient } from './order-client.ts';

/** An open loop never waits for a connection before it has this many. */
const openConnections = 1_024;
const nanosecondsPerMs = 1e6;

/** Does a job; resolves when every order was answered. */
export const runJob = async (job: LoadJob): Promise<LoadResult> => {
  const { arrival } = job;
  const client = createOrderClient(job, arrival.kind === 'closed' ? arrival.connections : openConnections);
  const loop = monitorEventLoopDelay({ resolution: 1 });
  loop.enable();
  const cpu = process.cpuUsage();
  const beganAt = client.now();
  const until = beganAt + job.seconds * 1_000;
  if (arrival.kind === 'closed') await sendInTurn(client, arrival.connections, until);
  else await sendAtRandom(client, arrival.rate, job.seed, until);
  const endedAt = client.now();
  const { user, system } = process.cpuUsage(cpu);
  loop.disable();
  const { orders, refused, faults } = client;
  await client.close();
  return {
    orders,
    refused,
    faults,
    beganAt,
    endedAt,
    cpuMs: (user + system) / 1_000,
    loopDelayP99: loop.percentile(99) / nanosecondsPerMs,
  };
};

const sendInTurn = async (client: OrderClient, connections: number, until: number): Promise<void> => {
  const connection = async (): Promise<void> => {
    while (client.now() < until) await client.send(client.now());
  };
  await Promise.all(Array.from({ length: connections }, connection));
};

/**
 * The pauses between two arrivals are exponentially distributed, as those of customers who know nothing of each other.
 * What a late timer makes due at once is sent at once, and its latency counts from when it was due.
 */
const sendAtRandom = async (
  client: OrderClient,
  rate: number,
  seed: string,
  until: number,
): Promise<void> => {
  const random = createRandom(`arrivals of ${seed}`);
  const underWay = new Set<Promise<void>>();
  let dueAt = client.now();
  for (;;) {
    dueAt += (-Math.log(1 - random.next()) * 1_000) / rate;
    if (dueAt >= until) break;
    const early = dueAt - client.now();
    if (early > 0) await delay(early);
    const sent = client.send(dueAt).finally(() => underWay.delete(sent));
    underWay.add(sent);
  }
  await Promise.all(underWay);
};
