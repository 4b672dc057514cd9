import { checkRest } from '../../test/oracle/check-rest.ts';
import { checkStock } from '../../test/oracle/check-stock.ts';
import { startLoadProcess } from '../load/start-load-process.ts';
import { type Measurable, measureSystem } from '../measure.ts';
import type { LoadSpec, Measurement } from '../measurement.ts';
import { refuseProblems } from '../no-result.ts';
import { measurable } from '../ours/ours.ts';
import { processUsage } from '../probes/process-usage.ts';
import { startFiveServices } from '../system/five-services.ts';
import { stockShop } from '../system/stock-shop.ts';
import { warmUpSeconds } from '../warm-up-seconds.ts';

/** A long, steady load, and the memory of each process while it lasted. */
export interface Soak {
  readonly minutes: number;
  readonly measurement: Measurement;
  /** Seconds since its beginning, and resident bytes by process. */
  readonly samples: readonly {
    readonly seconds: number;
    readonly memory: Readonly<Record<string, number>>;
  }[];
}

const share = 0.75;
const sampleEveryMs = 1_000;
const calibrationSeconds = 15;

/**
 * Finds the maximum under 64 connections, then holds 75 % of it. Of that many orders the endings, the stock, and that
 * nothing is left to be done are checked; the rest of the oracle would need more memory than there is.
 */
export const measureSoak = async (minutes: number): Promise<Soak> => {
  const services = await startFiveServices();
  const client = startLoadProcess();
  try {
    await stockShop(services.url('order'), services.url('inventory'));
    const system = await measurable(services);
    const measure = measureSystem(system, client);
    const closed = (seconds: number): LoadSpec => ({
      arrival: { kind: 'closed', connections: 64 },
      mix: 'regular',
      seconds,
    });
    await measure(closed(warmUpSeconds), 'warm-up');
    const { measurement: most } = await measure(closed(calibrationSeconds), 'maximum');
    const arrival = { kind: 'open', rate: most.settledPerSecond * share, share } as const;
    const sampler = sampleMemory(system);
    try {
      const { measurement } = await measure({ arrival, mix: 'regular', seconds: minutes * 60 }, 'soak');
      const problems = [...(await checkStock(services.database)), ...(await checkRest(services.database))];
      refuseProblems('The system', problems);
      return { minutes, measurement, samples: sampler.samples };
    } finally {
      sampler.end();
    }
  } finally {
    await client.stop();
    await services.stop();
  }
};

const sampleMemory = (system: Measurable) => {
  const began = performance.now();
  const samples: Soak['samples'][number][] = [];
  const sample = async (): Promise<void> => {
    const seconds = (performance.now() - began) / 1_000;
    const memory: Record<string, number> = {};
    for (const [name, pid] of system.processes())
      memory[name] = (await processUsage(pid))?.residentBytes ?? 0;
    samples.push({ seconds, memory });
  };
  const timer = setInterval(() => void sample(), sampleEveryMs);
  return { samples, end: () => clearInterval(timer) };
};
