import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import type { ServiceName } from '../../contracts/message-type.ts';
import { queueOf } from '../../runtime/service.ts';
import { type Database, openPostgres } from '../../runtime/store/database.ts';
import { serviceDefinitions } from '../oracle/service-definitions.ts';
import { deleteRabbitMqNamespace, randomNamespace } from './rabbitmq-namespace.ts';
import { type ServerName, servers } from './servers.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { type SmtpTestServer, startSmtpTestServer } from './smtp-test-server.ts';
import { createTestDatabase } from './test-database.ts';

export const serviceNames: readonly ServiceName[] = [
  'order',
  'inventory',
  'payment',
  'notification',
  'analytics',
];

/** The whole system on the real servers: five processes on a database and names of their own. */
export interface FiveProcesses {
  /** A connection pool that no service uses. */
  readonly database: Database;
  readonly namespace: string;
  readonly smtp: SmtpTestServer;
  /** Where a service listens; the same after a restart. */
  url(service: ServiceName): string;
  /** What every process has in its environment. */
  readonly variables: Readonly<Record<string, string>>;
  /** The running process of a service. */
  process(service: ServiceName): ServiceProcess;
  /** Starts one more process of a service, on a port of its own, with `more` variables. The caller stops it. */
  startAnother(service: ServiceName, more?: Readonly<Record<string, string>>): Promise<ServiceProcess>;
  /** SIGKILL; resolves when it is gone. */
  kill(service: ServiceName): Promise<void>;
  /** Starts a service that is gone again, with `more` variables; resolves when it is ready. */
  restart(service: ServiceName, more?: Readonly<Record<string, string>>): Promise<void>;
  /** Sends SIGTERM to all, removes what they left on the servers, and resolves with their exit codes. */
  stop(): Promise<Readonly<Record<string, number | null>>>;
}

/** What a test may have otherwise. */
export interface FiveProcessesOptions {
  /** URLs of servers other than the usual. */
  readonly on?: Readonly<Record<ServerName, string>>;
  /** Variables for all beside those that the system needs. */
  readonly more?: Readonly<Record<string, string>>;
  /** Called on the empty database, before anything is started. */
  readonly prepare?: (variables: Readonly<Record<string, string>>) => Promise<void>;
}

const usualServers = {
  postgres: servers.postgres.url.href,
  rabbitmq: servers.rabbitmq.url.href,
  redis: servers.redis.url.href,
};

/** Starts the five services and resolves when all are ready. */
export const startFiveProcesses = async ({
  on = usualServers,
  more = {},
  prepare = async () => {},
}: FiveProcessesOptions = {}): Promise<FiveProcesses> => {
  const namespace = randomNamespace();
  const own = await createTestDatabase(on.postgres);
  const smtp = await startSmtpTestServer();
  const dataDir = await mkdtemp(join(tmpdir(), 'orders-'));
  const variables = {
    DATABASE_URL: own.url,
    RABBITMQ_URL: on.rabbitmq,
    REDIS_URL: on.redis,
    NAMESPACE: namespace,
    DATA_DIR: dataDir,
    SMTP_URL: smtp.url,
    DATABASE_POOL_SIZE: '8',
    ...more,
  };
  // The server ends idle connections when the database is dropped by force; by then nobody asks.
  const database = openPostgres(own.url, 4, () => {});
  const running = new Map<ServiceName, ServiceProcess>();

  const cleanUp = async (): Promise<void> => {
    await smtp.close();
    await database.destroy();
    await own.drop();
    await deleteRabbitMqNamespace(on.rabbitmq, namespace, serviceDefinitions.map(queueOf));
    await deleteRedisKeys(on.redis, namespace);
    await rm(dataDir, { recursive: true, force: true });
  };
  const processOf = (service: ServiceName): ServiceProcess => {
    const found = running.get(service);
    if (!found) throw new Error(`${service} does not run`);
    return found;
  };

  try {
    await prepare(variables);
    const started = await Promise.allSettled(
      serviceNames.map(async (service) => running.set(service, await startService(service, variables))),
    );
    for (const one of started) if (one.status === 'rejected') throw one.reason;
  } catch (error) {
    await Promise.all([...running.values()].map((each) => each.kill()));
    await cleanUp();
    throw error;
  }

  return {
    database,
    namespace,
    smtp,
    url: (service) => processOf(service).url,
    variables,
    process: processOf,
    startAnother: (service, more = {}) => startService(service, { ...variables, ...more }),
    kill: (service) => processOf(service).kill(),
    restart: async (service, more = {}) => {
      const { port } = new URL(processOf(service).url);
      running.set(service, await startService(service, { ...variables, ...more, PORT: port }));
    },
    stop: async () => {
      const codes = await Promise.all([...running].map(async ([name, each]) => [name, await each.stop()]));
      await cleanUp();
      return Object.fromEntries(codes);
    },
  };
};

const deleteRedisKeys = async (url: string, namespace: string): Promise<void> => {
  const redis = new Redis(url);
  for await (const keys of redis.scanStream({ match: `${namespace}:*` }))
    if (keys.length > 0) await redis.del(keys);
  await redis.quit();
};
