import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { postgresFolder } from './find-programs.ts';
import type { GuardedFolder } from './guarded-folder.ts';
import { freePort, type OwnServer, ownServer } from './own-server.ts';

/** A PostgreSQL server of a test's own. `stop` is the fast shutdown: it ends its clients' connections. */
export interface OwnPostgres extends OwnServer {
  /** Ends every connection but its own by `pg_terminate_backend`; resolves with their number. */
  endConnections(): Promise<number>;
}

/** It refuses to run as root, so then it runs as its usual user, or as nobody. */
const userOfServer = (): { uid: number; gid: number } | undefined => {
  if (process.getuid?.() !== 0) return undefined;
  const idOf = (flag: string) => {
    for (const user of ['postgres', 'nobody']) {
      try {
        return Number(execFileSync('id', [flag, user], { stdio: ['ignore', 'pipe', 'ignore'] }));
      } catch {
        // There is no such user here.
      }
    }
    throw new Error('There is no user to run PostgreSQL as: it does not run as root');
  };
  return { uid: idOf('-u'), gid: idOf('-g') };
};

/** Creates its data, as durable as it is by default (`fsync` on). It is not started yet. */
export const createOwnPostgres = async (folder: GuardedFolder): Promise<OwnPostgres> => {
  const programs = postgresFolder();
  const user = userOfServer();
  const data = join(folder.path, 'postgres');
  mkdirSync(data, { mode: 0o700 });
  if (user) chownSync(data, user.uid, user.gid);
  execFileSync(
    join(programs, 'initdb'),
    ['-D', data, '-U', 'postgres', '--auth=trust', '--encoding=UTF8', '--no-locale', '--no-sync'],
    { stdio: 'ignore', cwd: folder.path, ...user },
  );
  const port = await freePort();
  const url = `postgres://postgres@127.0.0.1:${port}/postgres`;

  const ask = async (statement: string): Promise<number> => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
    // The server may end it while it waits.
    client.on('error', () => {});
    try {
      await client.connect();
      return (await client.query(statement)).rowCount ?? 0;
    } finally {
      await client.end().catch(() => {});
    }
  };
  const server = ownServer(folder, {
    name: 'postgres',
    url,
    file: join(programs, 'postgres'),
    arguments: [
      ...['-D', data, '-p', String(port), '-k', data],
      ...['-c', 'listen_addresses=127.0.0.1', '-c', 'max_connections=100'],
      // Files of its own folder: shared memory of the system would be left behind by SIGKILL.
      ...['-c', 'dynamic_shared_memory_type=mmap'],
    ],
    user,
    stopSignal: 'SIGINT',
    guardSignal: 'QUIT',
    answers: () =>
      ask('select 1').then(
        () => true,
        () => false,
      ),
  });
  return {
    ...server,
    endConnections: () =>
      ask(`select pg_terminate_backend(pid) from pg_stat_activity
        where backend_type = 'client backend' and pid <> pg_backend_pid()`),
  };
};
