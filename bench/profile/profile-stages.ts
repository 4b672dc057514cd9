import { readFile } from 'node:fs/promises';
import { stageBars } from '../draw/stage-bars.ts';
import { startLoadProcess } from '../load/start-load-process.ts';
import { measureSystem } from '../measure.ts';
import type { LoadSpec } from '../measurement.ts';
import { refuseProblems } from '../no-result.ts';
import { audit } from '../ours/audit.ts';
import { measurable } from '../ours/ours.ts';
import { startFiveServices } from '../system/five-services.ts';
import { stockShop } from '../system/stock-shop.ts';
import { warmUpSeconds } from '../warm-up-seconds.ts';
import { startProfiler } from './cpu-profiler.ts';
import { type Stage, stages, stagesOf } from './stages.ts';
import { unbundle } from './unbundle.ts';

/** Milliseconds of CPU an order by process and stage; a server is one stage by itself. */
export interface StageProfile {
  readonly load: LoadSpec;
  readonly settledPerSecond: number;
  readonly processes: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const connections = 64;

/** Profiles all five processes under load at once. The profilers take their share: the rate is lower than without. */
export const profileStages = async (seconds: number): Promise<StageProfile> => {
  const services = await startFiveServices({ nodeArguments: ['--inspect=127.0.0.1:0'] });
  const client = startLoadProcess();
  try {
    await stockShop(services.url('order'), services.url('inventory'));
    const measure = measureSystem(await measurable(services), client);
    const arrival = { kind: 'closed', connections } as const;
    const warmed = await measure({ arrival, mix: 'regular', seconds: warmUpSeconds }, 'warm-up');
    const profilers = new Map(
      await Promise.all(
        [...services.processes].map(async ([service, { log }]) => {
          const [, url = ''] = /Debugger listening on (ws:\S+)/.exec(await readFile(log, 'utf8')) ?? [];
          return [service, await startProfiler(url)] as const;
        }),
      ),
    );
    const { measurement, orders } = await measure({ arrival, mix: 'regular', seconds }, 'profile');
    const processes: Record<string, Record<string, number>> = {};
    for (const [service, profiler] of profilers)
      processes[service] = shared(
        stagesOf(unbundle(await profiler.stop())),
        measurement.cpuMsPerOrder[service] ?? 0,
      );
    for (const server of ['postgres', 'rabbitmq', 'redis', 'client']) {
      const cpuMs = measurement.cpuMsPerOrder[server];
      if (cpuMs !== undefined) processes[server] = { [server]: cpuMs };
    }
    const placed = [...warmed.orders, ...orders].map(({ id }) => id);
    const problems = await audit(services.database, placed);
    refuseProblems('The system', problems);
    return { load: measurement.load, settledPerSecond: measurement.settledPerSecond, processes };
  } finally {
    await client.stop();
    await services.stop();
  }
};

/**
 * Divides what the kernel counted by the shares of the stages. The samples themselves count wall time: with more
 * processes than cores, also that in which a process waited for one.
 */
const shared = (times: ReadonlyMap<Stage, number>, cpuMs: number): Record<string, number> => {
  const sampled = [...times.values()].reduce((sum, time) => sum + time, 0);
  return Object.fromEntries(
    stages.flatMap((stage) => {
      const time = times.get(stage);
      return time === undefined ? [] : [[stage, (time / sampled) * cpuMs]];
    }),
  );
};

/** The picture of a profile. */
export const drawProfile = ({ processes }: StageProfile): string =>
  stageBars(
    'Where the CPU time of an order goes (ms)',
    [...stages, 'postgres', 'rabbitmq', 'redis', 'client'],
    processes,
  );
