import { sql } from 'kysely';
import type { Measure } from '../contender.ts';
import type { SentOrder } from '../load/load-job.ts';
import { startLoadProcess } from '../load/start-load-process.ts';
import { type Measurable, measureSystem } from '../measure.ts';
import type { LoadSpec, Measurement } from '../measurement.ts';
import { refuseProblems } from '../no-result.ts';
import { audit } from '../ours/audit.ts';
import { measurable, ours } from '../ours/ours.ts';
import { processUsage } from '../probes/process-usage.ts';
import { combineRounds } from '../report/combine-rounds.ts';
import { type FiveServices, startFiveServices } from '../system/five-services.ts';
import { stockShop } from '../system/stock-shop.ts';
import { warmUpSeconds } from '../warm-up-seconds.ts';
import { createOrderCopier, type OrderCopier } from './copy-orders.ts';
import { type ReadTimes, timeReads } from './time-reads.ts';

/** What it costs when so many settled orders are stored. */
export interface GrowthLevel {
  readonly storedOrders: number;
  readonly storedBytes: number;
  /** Medians of the rounds. */
  readonly measurement: Measurement;
  /** Those of a system that has just been set up, loaded in turn with this one: a machine is not equally fast for long. */
  readonly emptyBeside: Measurement;
  readonly reads: ReadTimes;
  /** From the start of a service until it is ready, in milliseconds. */
  readonly startMs: Readonly<Record<string, number>>;
  /** Resident right after that and the load, in bytes. */
  readonly memory: Readonly<Record<string, number>>;
}

/** Shares of the orders to be stored at which it is measured. */
const shares = [0, 0.1, 0.3, 1];
const connections = 64;
/** The orders that are copied; not many, because the first measurement is to be of an almost empty database. */
const templateSeconds = 5;
/** They are written in the order of their ids, so the more at once, the fewer pages of the indexes are written again and again. */
const copiesAtOnce = 50;
/**
 * Not counted, before each load that is: what has stood still while the other was measured finds its memory cold. Without
 * it a system with hardly any orders settled 82 % of the empty one, which came more often right after itself.
 */
const againSeconds = 3;
/** Of more orders the oracle would need more memory than there is; then the load's own orders are what is checked. */
const auditedOrders = 60_000;

/**
 * Measures with ever more orders stored, up to `orders`, each time beside an empty system. The orders are copies of such
 * that were really settled.
 */
export const measureGrowth = async ({
  orders,
  seconds,
  rounds,
}: {
  readonly orders: number;
  readonly seconds: number;
  readonly rounds: number;
}): Promise<readonly GrowthLevel[]> => {
  const services = await startFiveServices();
  const client = startLoadProcess();
  try {
    await stockShop(services.url('order'), services.url('inventory'));
    const system = await measurable(services);
    const measure = measureSystem(system, client);
    const arrival = { kind: 'closed', connections } as const;
    const load: LoadSpec = { arrival, mix: 'regular', seconds };
    const placed: SentOrder[] = [
      ...(await measure({ ...load, seconds: Math.min(seconds, templateSeconds) }, 'template')).orders,
    ];
    await services.halt();
    const copier = await createOrderCopier(services.database);
    const levels: GrowthLevel[] = [];
    let copies = 0;
    for (const share of shares) {
      const wanted = Math.ceil((orders * share) / copier.orders);
      await fill(services, copier, copies, wanted);
      copies = Math.max(copies, wanted);
      const startMs = Object.fromEntries(await services.resume());
      const reads = await timeReads(services.url('order'), services.database);
      const { measurement, emptyBeside, sent } = await measureBesideEmpty(measure, load, rounds, share);
      placed.push(...sent);
      const level = {
        storedOrders: copies * copier.orders + placed.length,
        storedBytes: await storedBytes(system),
        measurement,
        emptyBeside,
        reads,
        startMs,
        memory: await residentOf(system),
      };
      levels.push(level);
      console.log(
        `${level.storedOrders} orders stored: ${measurement.settledPerSecond.toFixed(0)} orders/s settled, ` +
          `${emptyBeside.settledPerSecond.toFixed(0)} by an empty system beside`,
      );
      if (level.storedOrders <= auditedOrders) await holdToAccount(services, placed);
      await services.halt();
    }
    await services.resume();
    return levels;
  } finally {
    await client.stop();
    await services.stop();
  }
};

/** Puts the load on this system and on an empty one in turn, which one first changing from round to round. */
const measureBesideEmpty = async (measure: Measure, load: LoadSpec, rounds: number, share: number) => {
  const empty = await ours.start();
  try {
    const grown: Contestant = { measure, measurements: [], sent: [] };
    const beside: Contestant = { measure: empty.measure, measurements: [], sent: [] };
    // Node has just been started: what it compiles now is not what is measured.
    for (const each of [grown, beside])
      each.sent.push(...(await each.measure({ ...load, seconds: warmUpSeconds }, `warm-up ${share}`)).orders);
    for (let round = 1; round <= rounds; round += 1)
      for (const each of round % 2 === 0 ? [beside, grown] : [grown, beside]) {
        const again: LoadSpec = { ...load, seconds: againSeconds };
        each.sent.push(...(await each.measure(again, `again ${share}, round ${round}`)).orders);
        const { measurement, orders } = await each.measure(load, `growth ${share}, round ${round}`);
        each.measurements.push([measurement]);
        each.sent.push(...orders);
      }
    refuseProblems('The empty system', await empty.audit(beside.sent));
    return { measurement: medians(grown), emptyBeside: medians(beside), sent: grown.sent };
  } finally {
    await empty.stop();
  }
};

interface Contestant {
  readonly measure: Measure;
  readonly measurements: Measurement[][];
  readonly sent: SentOrder[];
}

const medians = ({ measurements }: Contestant): Measurement => {
  const [measurement] = combineRounds(measurements);
  if (!measurement) throw new Error('Growth is measured in at least one round');
  return measurement;
};

const fill = async (
  { database }: FiveServices,
  copier: OrderCopier,
  from: number,
  to: number,
): Promise<void> => {
  for (let first = from + 1; first <= to; first += copiesAtOnce) {
    const last = Math.min(first + copiesAtOnce - 1, to);
    await copier.copy(first, last);
    console.log(`${last * copier.orders} orders copied`);
  }
  // Left to itself it would come in the middle of the measurement, as a burst that no real growth brings.
  await sql`vacuum analyze`.execute(database);
  await sql`checkpoint`.execute(database);
};

const holdToAccount = async (services: FiveServices, placed: readonly SentOrder[]): Promise<void> => {
  const problems = await audit(
    services.database,
    placed.map(({ id }) => id),
  );
  refuseProblems('The system', problems);
};

const storedBytes = async ({ database }: Measurable): Promise<number> => {
  const { rows } = await sql<{ bytes: number }>`
    select (pg_database_size(current_database()) - coalesce(sum(pg_total_relation_size(pg_class.oid)), 0))::bigint as bytes
      from pg_class join pg_namespace on relnamespace = pg_namespace.oid
      where relkind = 'r' and nspname = 'bench'`.execute(database);
  return rows[0]?.bytes ?? 0;
};

const residentOf = async (system: Measurable): Promise<Readonly<Record<string, number>>> => {
  const memory: Record<string, number> = {};
  for (const [name, pid] of system.processes()) memory[name] = (await processUsage(pid))?.residentBytes ?? 0;
  return memory;
};
