import { type CompiledQuery, type DatabaseConnection, type Dialect, type Driver, Kysely } from 'kysely';
import { pause } from '../../runtime/clock.ts';
import type { Database } from '../../runtime/store/database.ts';
import { cover } from './coverage.ts';
import { type Incarnation, never } from './incarnation.ts';
import type { World } from './world.ts';

/** A connection that a process has, and whether it is in the middle of something. */
interface Held {
  readonly connection: DatabaseConnection;
  busy: boolean;
  inTransaction: boolean;
  abandoned: boolean;
}

const slowestMs = 100;
const inserts = /\binsert into /;

/**
 * The database as one process sees it. `shared` is the one session of all. When the process dies, its statements
 * never return, and its open transaction is rolled back: what was committed stays.
 */
export const incarnationDatabase = (
  world: World,
  incarnation: Incarnation,
  dialect: Dialect,
  shared: Driver,
): Database =>
  new Kysely<unknown>({
    dialect: {
      createAdapter: () => dialect.createAdapter(),
      createQueryCompiler: () => dialect.createQueryCompiler(),
      createIntrospector: (database) => dialect.createIntrospector(database),
      createDriver: () => mortalDriver(world, incarnation, shared),
    },
  });

const mortalDriver = (world: World, incarnation: Incarnation, shared: Driver): Driver => {
  const random = world.random.fork(`database of ${incarnation.name} since ${world.time.now()}`);
  const connections = new Map<DatabaseConnection, Held>();

  /** Gives the session back in the state of a lost connection. */
  const abandon = async (held: Held): Promise<void> => {
    if (held.abandoned) return;
    held.abandoned = true;
    if (held.inTransaction) await shared.rollbackTransaction(held.connection);
    await shared.releaseConnection(held.connection);
  };

  incarnation.onDeath(() => {
    for (const held of connections.values()) if (!held.busy) void abandon(held);
  });

  /** Runs `work` on the connection; a process that dies meanwhile never hears of it. */
  const use = async <Result>(held: Held, work: () => Promise<Result>): Promise<Result> => {
    if (incarnation.isDead()) return never();
    held.busy = true;
    const [outcome] = await Promise.allSettled([work()]);
    held.busy = false;
    if (!incarnation.passes('database')) {
      await abandon(held);
      return never();
    }
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  };

  const loseConnection = (when: string): void => {
    if (!random.chance(world.weather.lostStatement)) return;
    cover(world.coverage, 'fault', `database connection lost ${when} a statement`);
    world.trace.add(incarnation.name, `loses its database connection ${when} a statement`);
    throw new Error('Connection terminated unexpectedly');
  };

  const heldOf = (connection: DatabaseConnection): Held => {
    const held = connections.get(connection);
    if (held) return held;
    throw new Error('A connection was used after its release');
  };

  const acquire = async (): Promise<DatabaseConnection> => {
    if (random.chance(world.weather.slowStatement)) {
      cover(world.coverage, 'fault', 'slow database');
      await pause(world.time, random.between(1, slowestMs));
    }
    if (!incarnation.passes('database')) return never();
    const connection = await shared.acquireConnection();
    const held: Held = { connection, busy: false, inTransaction: false, abandoned: false };
    if (incarnation.isDead()) {
      await abandon(held);
      return never();
    }
    const mortal: DatabaseConnection = {
      executeQuery: async <Row>(query: CompiledQuery) => {
        loseConnection('before');
        const result = await use(held, async () => {
          const answer = await connection.executeQuery<Row>(query);
          // Here: what is written is there, also when the process dies before it hears of it.
          if (inserts.test(query.sql) || (answer.numAffectedRows ?? 0n) > 0n)
            world.wrote(incarnation.service);
          return answer;
        });
        loseConnection('after');
        return result;
      },
      streamQuery: () => {
        throw new Error('Nothing here streams rows');
      },
    };
    connections.set(mortal, held);
    return mortal;
  };

  return {
    init: async () => {},
    acquireConnection: acquire,
    beginTransaction: async (connection, settings) => {
      const held = heldOf(connection);
      held.inTransaction = true;
      await use(held, () => shared.beginTransaction(held.connection, settings));
    },
    commitTransaction: async (connection) => {
      const held = heldOf(connection);
      await use(held, async () => {
        await shared.commitTransaction(held.connection);
        held.inTransaction = false;
        world.wrote(incarnation.service);
      });
      loseConnection('after');
    },
    rollbackTransaction: async (connection) => {
      const held = heldOf(connection);
      await use(held, async () => {
        if (held.inTransaction) await shared.rollbackTransaction(held.connection);
        held.inTransaction = false;
      });
    },
    releaseConnection: async (connection) => {
      const held = heldOf(connection);
      connections.delete(connection);
      if (!held.abandoned) await shared.releaseConnection(held.connection);
    },
    destroy: async () => {},
  };
};
