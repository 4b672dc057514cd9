import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';

/** Lets one holder in at a time, in the order of asking. */
const createMutex = () => {
  let last: Promise<void> = Promise.resolve();
  return async (): Promise<() => void> => {
    const before = last;
    let unlock = (): void => {};
    last = new Promise((resolve) => {
      unlock = resolve;
    });
    await before;
    return unlock;
  };
};

/** What the dialect needs of a PGlite. */
export interface PGliteSession {
  readonly waitReady: Promise<void>;
  query<Row>(
    text: string,
    parameters: unknown[],
  ): Promise<{ readonly rows: Row[]; readonly affectedRows?: number }>;
  close(): Promise<void>;
}

/**
 * Kysely on PGlite in this process: PostgreSQL's compiler and adapter, and one connection that is handed out
 * to one holder at a time, so that a transaction is never joined by a stranger's query.
 */
export const createPGliteDialect = (pglite: PGliteSession): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (database) => new PostgresIntrospector(database),
  createDriver: () => createDriver(pglite),
});

const createDriver = (pglite: PGliteSession): Driver => {
  const lock = createMutex();
  const unlocks = new WeakMap<DatabaseConnection, () => void>();
  const run = (connection: DatabaseConnection, statement: string) =>
    connection.executeQuery(CompiledQuery.raw(statement));
  return {
    init: () => pglite.waitReady,
    acquireConnection: async () => {
      const unlock = await lock();
      const connection = createConnection(pglite);
      unlocks.set(connection, unlock);
      return connection;
    },
    releaseConnection: async (connection) => unlocks.get(connection)?.(),
    beginTransaction: async (connection) => void (await run(connection, 'begin')),
    commitTransaction: async (connection) => void (await run(connection, 'commit')),
    rollbackTransaction: async (connection) => void (await run(connection, 'rollback')),
    destroy: () => pglite.close(),
  };
};

const createConnection = (pglite: PGliteSession): DatabaseConnection => ({
  executeQuery: async <Row>(query: CompiledQuery) => {
    const result = await pglite.query<Row>(query.sql, [...query.parameters]);
    return { rows: result.rows, numAffectedRows: BigInt(result.affectedRows ?? 0) };
  },
  // biome-ignore lint/correctness/useYield: PGlite has no cursors, and nothing here streams rows
  streamQuery: async function* () {
    throw new Error('PGlite does not stream rows');
  },
});
