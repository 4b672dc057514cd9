import { cpus, release, totalmem } from 'node:os';
import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { sql } from 'kysely';
import { openPostgres } from '../runtime/store/database.ts';
import { servers } from '../test/support/servers.ts';

/** What it was measured on and with. */
export interface Machine {
  readonly measuredAt: string;
  readonly processor: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly versions: Readonly<Record<string, string>>;
  /** Settings of PostgreSQL that durability and speed depend on. */
  readonly postgres: Readonly<Record<string, string>>;
}

const settings = [
  'fsync',
  'synchronous_commit',
  'full_page_writes',
  'wal_level',
  'shared_buffers',
  'max_wal_size',
];

export const readMachine = async (): Promise<Machine> => {
  const [processor] = cpus();
  const database = openPostgres(servers.postgres.url.href, 1, () => {});
  const redis = new Redis(servers.redis.url.href);
  const rabbitmq = await connect(servers.rabbitmq.url.href);
  try {
    const { rows } = await sql<{ name: string; setting: string }>`
      select name, current_setting(name) as setting from pg_settings
        where name in ('server_version', ${sql.join(settings)})`.execute(database);
    const { server_version: postgres = '', ...durability } = Object.fromEntries(
      rows.map(({ name, setting }) => [name, setting]),
    );
    return {
      measuredAt: new Date().toISOString(),
      processor: processor?.model ?? 'unknown',
      cores: cpus().length,
      memoryBytes: totalmem(),
      versions: {
        Linux: release(),
        Node: process.versions.node,
        PostgreSQL: postgres.split(' ')[0] ?? postgres,
        RabbitMQ: String(rabbitmq.connection.serverProperties.version),
        Redis: /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown',
      },
      postgres: durability,
    };
  } finally {
    await database.destroy();
    await redis.quit();
    await rabbitmq.close();
  }
};
