import type { ServiceName } from '../../contracts/message-type.ts';
import type { Measure } from '../contender.ts';
import { applyLoad } from '../load/apply-load.ts';
import type { LoadTarget, SentOrder } from '../load/load-job.ts';
import type { Measurement } from '../measurement.ts';
import { percentiles } from '../percentiles.ts';
import { type BatchFigures, readBatchFigures } from '../probes/batch-figures.ts';
import { processUsage } from '../probes/process-usage.ts';
import { findServers, type ServersUsage } from '../probes/server-processes.ts';
import { readStorage, type Storage } from '../probes/storage.ts';
import type { FiveServices } from '../system/five-services.ts';
import { untilRest } from './rest.ts';
import { settledOrders } from './settled-orders.ts';
import { wrongEndings } from './wrong-endings.ts';

const restWithinMs = 300_000;
const problemsShown = 20;

/** Where our order service takes orders. */
export const oursAt = (origin: string): LoadTarget => ({
  origin,
  placePath: '/orders',
  cancelPath: '/orders/{id}/cancel',
  placed: [201],
  cancelled: [202],
  tooLate: [409],
});

/** @throws when an order is not settled as it should be: that is no result */
export const measureOurs = async (services: FiveServices): Promise<Measure> => {
  const servers = await findServers(services.database);
  return async (load, seed) => {
    const before = await readProbes(services, servers);
    const sent = await applyLoad({ target: oursAt(services.url('order')), seed, ...load });
    const restedAt = await untilRest(services, restWithinMs);
    const after = await readProbes(services, servers);
    // A clock of another process may be a millisecond behind.
    const settled = await settledOrders(services.database, sent.beganAt - 5);
    const problems = [...sent.faults, ...wrongEndings(sent.orders, settled)];
    if (settled.size !== sent.orders.length)
      problems.push(`${sent.orders.length} orders were answered, ${settled.size} are stored`);
    if (problems.length > 0)
      throw new Error(
        `No result, ${problems.length} problems:\n${problems.slice(0, problemsShown).join('\n')}`,
      );

    const settledAt = (order: SentOrder) => settled.get(order.id)?.settledAt ?? Number.NaN;
    const lastAt = sent.orders.reduce((last, order) => Math.max(last, settledAt(order)), sent.beganAt);
    const perOrder = (amount: number) => amount / sent.orders.length;
    const { arrival, mix, seconds } = load;
    return {
      orders: sent.orders,
      measurement: {
        load: { arrival, mix, seconds },
        orders: sent.orders.length,
        refused: sent.refused,
        settledPerSecond: (sent.orders.length * 1_000) / (lastAt - sent.beganAt),
        finishedPerSecond: (sent.orders.length * 1_000) / (restedAt - sent.beganAt),
        answered: percentiles(sent.orders.map((order) => order.answeredAfter)),
        settled: percentiles(sent.orders.map((order) => settledAt(order) - order.dueAt)),
        cpuMsPerOrder: {
          ...difference(before.cpuMs, after.cpuMs, perOrder),
          client: perOrder(sent.cpuMs),
        },
        clientBusy: sent.cpuMs / (sent.endedAt - sent.beganAt),
        clientLoopDelayP99: sent.loopDelayP99,
        peakMemory: Object.fromEntries(after.peakBytes),
        bytesPerOrder: difference(before.storage.schemas, after.storage.schemas, perOrder),
        walBytesPerOrder: perOrder(after.storage.walBytes - before.storage.walBytes),
        batches: Object.fromEntries(
          [...after.batches].map(([service, figures]) => [
            service,
            batchesBetween(before.batches.get(service), figures, perOrder),
          ]),
        ),
      },
    };
  };
};

interface Probes {
  readonly cpuMs: ReadonlyMap<string, number>;
  readonly peakBytes: ReadonlyMap<string, number>;
  readonly storage: Storage;
  readonly batches: ReadonlyMap<ServiceName, BatchFigures>;
}

const readProbes = async (services: FiveServices, servers: ServersUsage): Promise<Probes> => {
  const storage = await readStorage(services.database);
  const batches = new Map<ServiceName, BatchFigures>();
  for (const [service, { url }] of services.processes) batches.set(service, await readBatchFigures(url));
  const cpuMs = new Map<string, number>();
  const peakBytes = new Map<string, number>();
  for (const [service, { pid }] of services.processes) {
    const usage = await processUsage(pid);
    if (!usage) throw new Error(`${service} is gone`);
    cpuMs.set(service, usage.cpuMs);
    peakBytes.set(service, usage.peakBytes);
  }
  for (const [server, usage] of await servers()) {
    cpuMs.set(server, usage.cpuMs);
    if (usage.residentBytes > 0) peakBytes.set(server, usage.residentBytes);
  }
  return { cpuMs, peakBytes, storage, batches };
};

const difference = (
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  perOrder: (amount: number) => number,
): Record<string, number> =>
  Object.fromEntries([...after].map(([name, amount]) => [name, perOrder(amount - (before.get(name) ?? 0))]));

const batchesBetween = (
  before: BatchFigures | undefined,
  after: BatchFigures,
  perOrder: (amount: number) => number,
): Measurement['batches'][string] => {
  const commits = after.commits - (before?.commits ?? 0);
  return {
    commitsPerOrder: perOrder(commits),
    meanMessages: (after.messages - (before?.messages ?? 0)) / commits,
    meanCommitMs: ((after.commitSeconds - (before?.commitSeconds ?? 0)) * 1_000) / commits,
  };
};
