import type { Database } from '../runtime/store/database.ts';
import type { Measure } from './contender.ts';
import type { LoadTarget, SentOrder } from './load/load-job.ts';
import type { LoadProcess } from './load/start-load-process.ts';
import type { Measurement } from './measurement.ts';
import { refuseProblems } from './no-result.ts';
import { percentiles } from './percentiles.ts';
import { type BatchFigures, batchesBetween } from './probes/batch-figures.ts';
import type { ServersUsage } from './probes/server-processes.ts';
import { differences, readUsage } from './probes/usage.ts';
import { type SettledOrder, wrongEndings } from './wrong-endings.ts';

/** A running system, as it is measured. */
export interface Measurable {
  readonly database: Database;
  target(): LoadTarget;
  /** Its own processes, by name. */
  processes(): ReadonlyMap<string, number>;
  readonly servers: ServersUsage;
  /** The orders placed at this time (milliseconds since the epoch) or later, by id. */
  settled(since: number): Promise<ReadonlyMap<string, SettledOrder>>;
  /** Resolves when nothing moves any more, with the time since when. `orders`: how many were placed. */
  untilRest(since: number, orders: number): Promise<number>;
  /** What is known of its commits, by service. */
  batches(): Promise<ReadonlyMap<string, BatchFigures>>;
}

/** Clocks of two processes may be a millisecond apart. */
const clockToleranceMs = 5;

/** Has `client` put the loads on. @throws when an order is not settled as it should be: that is no result */
export const measureSystem =
  (system: Measurable, client: LoadProcess): Measure =>
  async (load, seed) => {
    const batchesBefore = await system.batches();
    const before = await readUsage(system);
    const sent = await client.apply({ target: system.target(), seed, ...load });
    const since = sent.beganAt - clockToleranceMs;
    const restedAt = await system.untilRest(since, sent.orders.length);
    const after = await readUsage(system);
    const settled = await system.settled(since);
    const problems = [...sent.faults, ...wrongEndings(sent.orders, settled)];
    if (settled.size !== sent.orders.length)
      problems.push(`${sent.orders.length} orders were answered, ${settled.size} are stored`);
    refuseProblems('The load', problems);

    const count = sent.orders.length;
    const settledAt = (order: SentOrder) => settled.get(order.id)?.settledAt ?? Number.NaN;
    const lastAt = sent.orders.reduce((last, order) => Math.max(last, settledAt(order)), sent.beganAt);
    const { arrival, mix, seconds } = load;
    const batchesAfter = await system.batches();
    const measurement: Measurement = {
      load: { arrival, mix, seconds },
      orders: count,
      refused: sent.refused,
      settledPerSecond: (count * 1_000) / (lastAt - sent.beganAt),
      finishedPerSecond: (count * 1_000) / (restedAt - sent.beganAt),
      answered: percentiles(sent.orders.map((order) => order.answeredAfter)),
      settled: percentiles(sent.orders.map((order) => settledAt(order) - order.dueAt)),
      cpuMsPerOrder: { ...differences(before.cpuMs, after.cpuMs, count), client: sent.cpuMs / count },
      clientBusy: sent.cpuMs / (sent.endedAt - sent.beganAt),
      clientLoopDelayP99: sent.loopDelayP99,
      peakMemory: Object.fromEntries(after.peakBytes),
      bytesPerOrder: differences(before.storage.schemas, after.storage.schemas, count),
      walBytesPerOrder: (after.storage.walBytes - before.storage.walBytes) / count,
      batches: Object.fromEntries(
        [...batchesAfter].map(([service, figures]) => [
          service,
          batchesBetween(batchesBefore.get(service), figures, count),
        ]),
      ),
    };
    return { measurement, orders: sent.orders };
  };
