import type { Config } from './config.ts';
import { openEmbedded } from './embedded/open-embedded.ts';
import { type Database, openPostgres } from './store/database.ts';

/** What the services of a process work on. Embedded it is all one. */
export interface Databases {
  /** For messages and what becomes of them. */
  readonly database: Database;
  /** For who asks over HTTP and for what may take long. */
  readonly readers: Database;
  /** For a system of somebody else that is simulated: its calls must not take the connections that the commits need. */
  readonly foreign: Database;
  close(): Promise<unknown>;
}

/** Of each service: few, so that PostgreSQL has their plans and tables at hand (decision 0025). */
export const connectionsForMessages = 2;

/**
 * Opens them for `served` services; connections to PostgreSQL are called `name` there. `onFault` is told of those that
 * break, and they do when `abandoned` aborts.
 */
export const openDatabases = async (
  { databaseUrl, databasePoolSize, dataDir }: Config,
  served: number,
  name: string,
  onFault: (error: unknown) => void,
  abandoned: AbortSignal,
): Promise<Databases> => {
  if (!databaseUrl) {
    const { database, close } = await openEmbedded(dataDir);
    return { database, readers: database, foreign: database, close };
  }
  const open = (size: number) => openPostgres(databaseUrl, size, onFault, { name, abandoned });
  const database = open(connectionsForMessages * served);
  const readers = open((databasePoolSize - connectionsForMessages) * served);
  const foreign = open(connectionsForMessages);
  const all = [database, readers, foreign];
  return { database, readers, foreign, close: () => Promise.all(all.map((each) => each.destroy())) };
};
