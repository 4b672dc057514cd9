import type { Contender } from './contender.ts';
import { describeLoad } from './describe-load.ts';
import type { SentOrder } from './load/load-job.ts';
import type { LoadSpec, Measurement } from './measurement.ts';

/** The loads that a contender is put under, one after another. */
export interface SweepPlan {
  /** Not counted: the compilers of Node and the caches of the servers get warm. */
  readonly warmUpSeconds: number;
  readonly closed: readonly LoadSpec[];
  /** Then open loops of `seconds`, at these shares of the best rate of the closed ones. */
  readonly openShares: readonly number[];
  readonly openSeconds: number;
}

const warmUpConnections = 16;
const problemsShown = 20;

/** Starts a contender, measures it under every load, and holds its books to account. @throws when they are wrong */
export const sweep = async (
  contender: Contender,
  plan: SweepPlan,
  seed: string,
): Promise<readonly Measurement[]> => {
  const running = await contender.start();
  try {
    const orders: SentOrder[] = [];
    const measure = async (load: LoadSpec): Promise<Measurement> => {
      const measured = await running.measure(load, `${seed} ${orders.length}`);
      for (const order of measured.orders) orders.push(order);
      return measured.measurement;
    };
    const report = async (load: LoadSpec): Promise<Measurement> => {
      const measurement = await measure(load);
      console.log(
        `${contender.name}: ${describeLoad(load)}: ${measurement.settledPerSecond.toFixed(0)} orders/s settled, ` +
          `p99 to settled ${measurement.settled?.p99.toFixed(0)} ms`,
      );
      return measurement;
    };
    await measure({
      arrival: { kind: 'closed', connections: warmUpConnections },
      mix: 'regular',
      seconds: plan.warmUpSeconds,
    });
    const measurements: Measurement[] = [];
    for (const load of plan.closed) measurements.push(await report(load));
    const best = Math.max(
      ...measurements.filter(({ load }) => load.mix === 'regular').map((each) => each.settledPerSecond),
    );
    for (const share of plan.openShares)
      measurements.push(
        await report({
          arrival: { kind: 'open', rate: best * share, share },
          mix: 'regular',
          seconds: plan.openSeconds,
        }),
      );
    const problems = await running.audit(orders);
    if (problems.length > 0)
      throw new Error(
        `No result, ${contender.name} is wrong in ${problems.length} ways:\n${problems.slice(0, problemsShown).join('\n')}`,
      );
    console.log(`${contender.name}: ${orders.length} orders, all settled as they should be`);
    return measurements;
  } finally {
    await running.stop();
  }
};
