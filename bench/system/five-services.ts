import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { ServiceName } from '../../contracts/message-type.ts';
import { queueOf } from '../../runtime/service.ts';
import { type Database, openPostgres } from '../../runtime/store/database.ts';
import { nodeFlags } from '../../scripts/node-flags.ts';
import { serviceDefinitions } from '../../test/oracle/service-definitions.ts';
import { serviceNames } from '../../test/support/five-processes.ts';
import { deleteRabbitMqNamespace, randomNamespace } from '../../test/support/rabbitmq-namespace.ts';
import { servers } from '../../test/support/servers.ts';
import { createTestDatabase } from '../../test/support/test-database.ts';
import { undoWhenInterrupted } from './interruption.ts';
import { type LoggedProcess, startLoggedProcess } from './logged-process.ts';

/** The five services as a user starts them, on a database and names of their own. */
export interface FiveServices {
  /** A connection pool that no service uses. */
  readonly database: Database;
  readonly namespace: string;
  url(service: ServiceName): string;
  readonly processes: ReadonlyMap<ServiceName, LoggedProcess>;
  /** Stops them all; what they stored stays. */
  halt(): Promise<void>;
  /** Starts them again on their ports, one after another; resolves with the milliseconds until each was ready. */
  resume(): Promise<ReadonlyMap<ServiceName, number>>;
  /** Stops them all in order and removes what they left on the servers. @throws when one did not end in order */
  stop(): Promise<void>;
}

export interface FiveServicesOptions {
  /** Arguments of Node, such as those of its profiler. */
  readonly nodeArguments?: readonly string[];
  /** Called on the empty database, before anything is started. */
  readonly prepare?: (url: string) => Promise<void>;
}

/** Starts them with nothing set but where the servers are; their logs go into files. Resolves when all are ready. */
export const startFiveServices = async ({
  nodeArguments = [],
  prepare = async () => {},
}: FiveServicesOptions = {}): Promise<FiveServices> => {
  const namespace = randomNamespace();
  const own = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'bench-'));
  const [rabbitmq, redis] = [servers.rabbitmq.url.href, servers.redis.url.href];
  const variables = {
    DATABASE_URL: own.url,
    RABBITMQ_URL: rabbitmq,
    REDIS_URL: redis,
    NAMESPACE: namespace,
    DATA_DIR: folder,
  };
  const database = openPostgres(own.url, 4, () => {});
  const processes = new Map<ServiceName, LoggedProcess>();
  const start = async (service: ServiceName, port = '0'): Promise<LoggedProcess> => {
    const started = await startLoggedProcess({
      name: service,
      arguments: [...nodeArguments, ...nodeFlags, 'dist/main.mjs', service],
      variables: { ...variables, PORT: port },
      log: join(folder, `${service}.log`),
    });
    processes.set(service, started);
    return started;
  };
  const cleanUp = async (): Promise<void> => {
    await database.destroy();
    await own.drop();
    await deleteRabbitMqNamespace(rabbitmq, namespace, serviceDefinitions.map(queueOf));
    await deleteRedisKeys(redis, namespace);
    await rm(folder, { recursive: true, force: true });
  };
  const stop = async (): Promise<void> => {
    forget();
    const ends = await Promise.allSettled([...processes.values()].map((each) => each.stop()));
    await cleanUp();
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
  };
  const forget = undoWhenInterrupted(stop);
  const processOf = (service: ServiceName): LoggedProcess => {
    const found = processes.get(service);
    if (!found) throw new Error(`${service} does not run`);
    return found;
  };

  try {
    await prepare(own.url);
    const started = await Promise.allSettled(serviceNames.map((service) => start(service)));
    for (const one of started) if (one.status === 'rejected') throw one.reason;
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
  return {
    database,
    namespace,
    processes,
    url: (service) => processOf(service).url,
    halt: async () => {
      await Promise.all([...processes.values()].map((each) => each.stop()));
    },
    resume: async () => {
      const took = new Map<ServiceName, number>();
      for (const service of serviceNames)
        took.set(service, (await start(service, new URL(processOf(service).url).port)).startedInMs);
      return took;
    },
    stop,
  };
};

const deleteRedisKeys = async (url: string, namespace: string): Promise<void> => {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${namespace}:*`, count: 1_000 }))
    if (keys.length > 0) await redis.del(keys);
  await redis.quit();
};
