import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LoadJob } from '../load/load-job.ts';
import { startLoadProcess } from '../load/start-load-process.ts';
import { oursAt } from '../ours/ours.ts';
import { startLoggedProcess } from '../system/logged-process.ts';
import type { Ceiling } from './ceiling.ts';

const connections = 64;

/** HTTP with nothing but our validation, under the load that the system gets. */
export const httpCeiling = async (seconds: number): Promise<Ceiling> => {
  const folder = await mkdtemp(join(tmpdir(), 'bench-http-'));
  const server = await startLoggedProcess({
    name: 'http',
    arguments: ['--import', 'tsx', 'bench/ceilings/http-process.ts'],
    variables: {},
    log: join(folder, 'http.log'),
  });
  const client = startLoadProcess();
  try {
    const job: LoadJob = {
      target: oursAt(server.url),
      arrival: { kind: 'closed', connections },
      mix: 'regular',
      seed: 'http',
      seconds,
    };
    await client.apply({ ...job, seed: 'warm-up' });
    const { orders, beganAt, endedAt, faults } = await client.apply(job);
    if (faults.length > 0) throw new Error(faults.join('\n'));
    return {
      name: `HTTP: our server and schema, ${connections} connections`,
      ordersPerSecond: (orders.length * 1_000) / (endedAt - beganAt),
      unit: 'requests',
      unitsPerOrder: 1,
    };
  } finally {
    await client.stop();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
