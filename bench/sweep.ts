import type { Contender } from './contender.ts';
import { describeLoad } from './describe-load.ts';
import type { SentOrder } from './load/load-job.ts';
import type { LoadSpec, Measurement } from './measurement.ts';
import { refuseProblems } from './no-result.ts';

/** The loads that a contender is put under, one after another. */
export interface SweepPlan {
  /** Not counted: the compilers of Node and the caches of the servers get warm. Half as long again at one connection. */
  readonly warmUpSeconds: number;
  readonly closed: readonly LoadSpec[];
  /** Then open loops of `openSeconds`, at these shares of the best rate of the closed ones. */
  readonly openShares: readonly number[];
  readonly openSeconds: number;
}

const warmUpConnections = 64;

/** Measures a contender under one load after another, and holds its books to account. @throws when they are wrong */
export const sweep = async (
  contender: Contender,
  plan: SweepPlan,
  seed: string,
): Promise<readonly Measurement[]> => {
  const running = await contender.start();
  let orders: readonly SentOrder[] = [];
  const put = async (load: LoadSpec): Promise<Measurement> => {
    const measured = await running.measure(load, `${seed} ${orders.length}`);
    orders = orders.concat(measured.orders);
    return measured.measurement;
  };
  const measure = async (load: LoadSpec): Promise<Measurement> => {
    const measurement = await put(load);
    const { settledPerSecond, settled } = measurement;
    console.log(
      `${contender.name}, ${describeLoad(load)}: ${settledPerSecond.toFixed(0)} orders/s settled, ` +
        `each within ${settled?.p99.toFixed(0)} ms (p99)`,
    );
    return measurement;
  };
  try {
    const warmUp = (connections: number, seconds: number) =>
      put({ arrival: { kind: 'closed', connections }, mix: 'regular', seconds });
    await warmUp(warmUpConnections, plan.warmUpSeconds);
    // What runs once a batch is hardly compiled yet: a batch held dozens of messages.
    await warmUp(1, plan.warmUpSeconds / 2);
    const measurements: Measurement[] = [];
    for (const load of plan.closed) measurements.push(await measure(load));
    const best = bestRate(measurements);
    for (const share of plan.openShares) {
      const arrival = { kind: 'open', rate: best * share, share } as const;
      measurements.push(await measure({ arrival, mix: 'regular', seconds: plan.openSeconds }));
    }
    refuseProblems(contender.name, await running.audit(orders));
    console.log(`${contender.name}: ${orders.length} orders, all settled as they should be`);
    return measurements;
  } finally {
    await running.stop();
  }
};

/** The most orders a second that were settled of the regular mix. */
export const bestRate = (measurements: readonly Measurement[]): number =>
  Math.max(...measurements.filter(({ load }) => load.mix === 'regular').map((each) => each.settledPerSecond));
