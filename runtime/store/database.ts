import { Socket } from 'node:net';
import type { PGlite } from '@electric-sql/pglite';
import { Kysely, sql, type Transaction } from 'kysely';
import pg from 'pg';
import type { Clock } from '../clock.ts';
import { pgliteSessions } from './pglite-sessions.ts';
import { postgresSessions } from './postgres-sessions.ts';
import { preparePGlite } from './prepare-pglite.ts';
import { createSessionDialect } from './session-dialect.ts';

/** A database reached through Kysely: PostgreSQL by its driver, or PGlite in this process. */
export type Database = Kysely<unknown>;
/** What must run inside a transaction takes this, so that the compiler sees to it. */
export type { Transaction };

const int8 = 20;

/**
 * A statement is planned once, perhaps while its tables are still empty, and a plan that reads them whole then stays
 * until the statistics change: after a fresh start loading a batch took 5 ms instead of 0.5 ms, and more with each order.
 * So tables are read by index wherever there is one; who wants a whole table says so with `readWholeTable`. The penalty
 * that this is for other plans must set off neither the JIT nor parallel workers: counting no row of a partial index
 * took 96 ms with two of them instead of 0.1 ms.
 */
const planning =
  '-c enable_seqscan=off -c enable_mergejoin=off -c jit=off -c max_parallel_workers_per_gather=0';

/** What a pool may have. */
export interface PoolOptions {
  /** What PostgreSQL calls its connections. */
  readonly name?: string;
  /** When it aborts, they break and no other is made: what waits for an answer fails as if the server had gone. */
  readonly abandoned?: AbortSignal;
}

/** Opens a pool on a PostgreSQL server. Does not connect before the first query. */
export const openPostgres = (
  url: string,
  poolSize: number,
  onConnectionError: (error: Error) => void,
  { name, abandoned }: PoolOptions = {},
): Database => {
  const types = new pg.TypeOverrides();
  // Counts and versions stay below 2^53; the driver would hand out strings.
  types.setTypeParser(int8, Number);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    types,
    connectionTimeoutMillis: 5_000,
    ...(name !== undefined && { application_name: name }),
    options: planning,
    ...(abandoned && { stream: () => breakableSocket(abandoned) }),
  });
  // An idle connection that the server ends is an event of the pool; without a listener it ends the process.
  pool.on('error', onConnectionError);
  // So it is for one that is in use while it runs nothing, between two statements of a transaction, and there the
  // pool does not listen: a restart of PostgreSQL under load ended the process.
  pool.on('connect', (client) => client.on('error', onConnectionError));
  return new Kysely<unknown>({ dialect: createSessionDialect(postgresSessions(pool)) });
};

/** A pool can only be closed when its statements have been answered, and a server that hangs answers none. */
const breakableSocket = (abandoned: AbortSignal): Socket => {
  const socket = new Socket();
  const breakIt = () => void socket.destroy(new Error('The connection was abandoned'));
  // Not before the driver listens to it.
  if (abandoned.aborted) process.nextTick(breakIt);
  abandoned.addEventListener('abort', breakIt, { once: true });
  return socket.once('close', () => abandoned.removeEventListener('abort', breakIt));
};

/** Wraps a PGlite instance; `destroy` closes it. */
export const openPGlite = (pglite: PGlite): Database =>
  new Kysely<unknown>({ dialect: createSessionDialect(pgliteSessions(preparePGlite(pglite))) });

/** Resolves when the database answers; throws what the driver throws. */
export const ping = async (database: Database): Promise<void> => {
  await sql`select 1`.execute(database);
};

/** Whether the database answers within `milliseconds`. One that hangs does not, and who asks must not hang with it. */
export const answersWithin = (database: Database, milliseconds: number, clock: Clock): Promise<boolean> =>
  new Promise((resolve) => {
    const giveUp = clock.schedule(milliseconds, () => resolve(false));
    ping(database)
      .then(
        () => resolve(true),
        () => resolve(false),
      )
      .finally(giveUp);
  });
