import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
} from 'kysely';

/** A session of a PostgreSQL, held by one at a time. */
export interface Session {
  query<Row extends object>(
    text: string,
    parameters: unknown[],
  ): Promise<{ readonly rows: Row[]; readonly affectedRows: number }>;
  release(): void;
}

/** Where sessions come from. */
export interface Sessions {
  acquire(): Promise<Session>;
  close(): Promise<void>;
}

/** Kysely on sessions of a PostgreSQL, whatever they are reached through. */
export const createSessionDialect = (sessions: Sessions): Dialect => ({
  createAdapter: () => new PostgresAdapter(),
  createQueryCompiler: () => new PostgresQueryCompiler(),
  createIntrospector: (database) => new PostgresIntrospector(database),
  createDriver: () => createDriver(sessions),
});

const createDriver = (sessions: Sessions): Driver => {
  const held = new WeakMap<DatabaseConnection, Session>();
  const run = async (connection: DatabaseConnection, statement: string): Promise<void> => {
    await connection.executeQuery(CompiledQuery.raw(statement));
  };
  return {
    init: async () => {},
    acquireConnection: async () => {
      const session = await sessions.acquire();
      const connection = createConnection(session);
      held.set(connection, session);
      return connection;
    },
    releaseConnection: async (connection) => held.get(connection)?.release(),
    beginTransaction: (connection) => run(connection, 'begin'),
    commitTransaction: (connection) => run(connection, 'commit'),
    rollbackTransaction: (connection) => run(connection, 'rollback'),
    destroy: () => sessions.close(),
  };
};

const createConnection = (session: Session): DatabaseConnection => ({
  executeQuery: async <Row>(query: CompiledQuery) => {
    const { rows, affectedRows } = await session.query<Row & object>(query.sql, [...query.parameters]);
    return { rows, numAffectedRows: BigInt(affectedRows) };
  },
  // biome-ignore lint/correctness/useYield: nothing here streams rows
  streamQuery: async function* () {
    throw new Error('Rows are not streamed');
  },
});
