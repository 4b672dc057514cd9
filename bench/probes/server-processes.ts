import { Redis } from 'ioredis';
import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { servers } from '../../test/support/servers.ts';
import { allProcesses, processUsage } from './process-usage.ts';

/** CPU in milliseconds and resident memory in bytes of a server; of all that belongs to it. */
export interface ServerUsage {
  readonly cpuMs: number;
  readonly residentBytes: number;
}

/** What the servers have used so far, by name. One that does not run on this machine is left out. */
export type ServersUsage = () => Promise<ReadonlyMap<string, ServerUsage>>;

/** Finds the servers' processes: PostgreSQL's and Redis's by what they say of themselves, RabbitMQ's by its name. */
export const findServers = async (database: Database): Promise<ServersUsage> => {
  const postmaster = await postmasterOf(database);
  const redis = await redisProcess();
  return async () => {
    const found = new Map<string, ServerUsage>();
    const add = (name: string, cpuMs: number, residentBytes: number): void => {
      const before = found.get(name) ?? { cpuMs: 0, residentBytes: 0 };
      found.set(name, { cpuMs: before.cpuMs + cpuMs, residentBytes: before.residentBytes + residentBytes });
    };
    for (const { pid, parent, name, cpuMs, residentBytes } of await allProcesses()) {
      // What is resident of PostgreSQL's backends is mostly the one shared memory: it cannot be added up.
      if (pid === postmaster || parent === postmaster) add('postgres', cpuMs, 0);
      if (name === 'beam.smp') add('rabbitmq', cpuMs, residentBytes);
      if (pid === redis) add('redis', cpuMs, residentBytes);
    }
    return found;
  };
};

const postmasterOf = async (database: Database): Promise<number | undefined> => {
  const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(database);
  const backend = await processUsage(rows[0]?.pid ?? 0);
  // The same number may be another process here when the server runs elsewhere.
  return backend?.name === 'postgres' ? backend.parent : undefined;
};

const redisProcess = async (): Promise<number | undefined> => {
  const redis = new Redis(servers.redis.url.href);
  try {
    const pid = Number(/process_id:(\d+)/.exec(await redis.info('server'))?.[1]);
    return (await processUsage(pid))?.name === 'redis-server' ? pid : undefined;
  } finally {
    await redis.quit();
  }
};
