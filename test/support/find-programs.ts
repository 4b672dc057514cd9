import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that must be installed is not. */
export class MissingProgram extends Error {}

const pathFolders = (): readonly string[] => (process.env.PATH ?? '').split(delimiter).filter(Boolean);

const installedPostgres = (): readonly string[] => {
  const { stdout } = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const versions = '/usr/lib/postgresql';
  const packaged = existsSync(versions) ? readdirSync(versions).sort().reverse() : [];
  return [
    ...(stdout?.trim() ? [stdout.trim()] : []),
    ...packaged.map((version) => join(versions, version, 'bin')),
    '/opt/homebrew/opt/postgresql/bin',
    '/usr/local/pgsql/bin',
  ];
};

/** The first folder that has all of `programs`. @throws MissingProgram with what to install */
const folderOf = (what: string, programs: readonly string[], folders: readonly string[]): string => {
  const found = folders.find((folder) => programs.every((program) => existsSync(join(folder, program))));
  if (found) return found;
  throw new MissingProgram(
    `${what} is not installed: ${programs.join(' and ')} was looked for on the PATH and in the usual folders.`,
  );
};

/** The folder of `initdb` and `postgres`. */
export const postgresFolder = (): string =>
  folderOf('PostgreSQL', ['initdb', 'postgres'], [...installedPostgres(), ...pathFolders()]);

/**
 * The folder of `rabbitmq-server` and `rabbitmqctl`. Debian's wrappers on the PATH change user and data, so the
 * programs behind them come first.
 */
export const rabbitMqFolder = (): string =>
  folderOf(
    'RabbitMQ',
    ['rabbitmq-server', 'rabbitmqctl'],
    [
      '/usr/lib/rabbitmq/bin',
      '/opt/rabbitmq/sbin',
      ...pathFolders(),
      '/opt/homebrew/sbin',
      '/usr/local/sbin',
    ],
  );

/** The folder of `redis-server`. */
export const redisFolder = (): string =>
  folderOf('Redis', ['redis-server'], [...pathFolders(), '/opt/homebrew/bin', '/usr/local/bin']);
