import { type Dialect, type Driver, Kysely, sql } from 'kysely';
import type { Database } from '../runtime/store/database.ts';
import { pgliteSessions } from '../runtime/store/pglite-sessions.ts';
import { preparePGlite } from '../runtime/store/prepare-pglite.ts';
import { createSessionDialect } from '../runtime/store/session-dialect.ts';
import { emptyTables } from '../test/support/empty-tables.ts';
import { copyPGlite } from '../test/support/new-pglite.ts';

/** The database that one run after the other is made on. */
export interface Sandbox {
  readonly dialect: Dialect;
  /** The one session, handed out to one holder at a time. */
  readonly session: Driver;
  /** For who looks on; also waits for its turn. */
  readonly database: Database;
  /** Empties every table. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** Old files and the log go only with a checkpoint; without one they grow by 300 files and 0.5 MB a run. */
const checkpointEvery = 20;

/** Opens a migrated PGlite in memory: once for many runs, it takes as long as one of them. */
export const openSandbox = async (): Promise<Sandbox> => {
  const pglite = await copyPGlite();
  // Plans are generic from the first time on, or the order of rows would depend on how often a statement was used.
  await pglite.exec('set plan_cache_mode = force_generic_plan; set synchronous_commit = off');
  const dialect = createSessionDialect(pgliteSessions(preparePGlite(pglite)));
  const session = dialect.createDriver();
  let cleared = 0;
  const database: Database = new Kysely<unknown>({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: (db) => dialect.createIntrospector(db),
      createDriver: () => session,
    },
  });
  return {
    dialect,
    session,
    database,
    // Truncated, not deleted: what is left of a run must not decide in which order the next one finds its rows.
    clear: async () => {
      await sql.raw(emptyTables).execute(database);
      cleared += 1;
      if (cleared % checkpointEvery === 0) await sql`checkpoint`.execute(database);
    },
    close: () => pglite.close(),
  };
};
