import { PGlite } from '@electric-sql/pglite';
import { type Dialect, type Driver, Kysely, sql } from 'kysely';
import { migrations } from '../migrations/all-migrations.ts';
import { type Database, openPGlite } from '../runtime/store/database.ts';
import { migrate } from '../runtime/store/migrate.ts';
import { createPGliteDialect } from '../runtime/store/pglite-dialect.ts';
import { withPreparedStatements } from './prepared-statements.ts';

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

/** Opens a PGlite in memory and migrates it: once for many runs, it takes as long as one of them. */
export const openSandbox = async (): Promise<Sandbox> => {
  const pglite = new PGlite();
  await pglite.waitReady;
  const migrating = openPGlite(pglite);
  await migrate(migrating, migrations);
  const dialect = createPGliteDialect(await withPreparedStatements(pglite));
  const session = dialect.createDriver();
  const { rows } = await sql<{ table: string }>`
    select quote_ident(schemaname) || '.' || quote_ident(tablename) as table from pg_tables
      where schemaname not in ('pg_catalog', 'information_schema', 'public')
      order by 1`.execute(migrating);
  const everything = sql.raw(`truncate ${rows.map(({ table }) => table).join(', ')} restart identity`);
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
    clear: async () => void (await everything.execute(database)),
    close: () => pglite.close(),
  };
};
