import { type Migration, Migrator } from 'kysely';
import { type Clock, pause } from '../clock.ts';
import { reached } from '../crash-points.ts';
import { Transient } from '../errors.ts';
import { isConnectionFault } from './connection-fault.ts';
import { type Database, ping } from './database.ts';
import { refuseEarlierReleases } from './earlier-releases.ts';

/**
 * Brings the database to the newest schema. Every process may call it: a lock in the database lets one work and
 * the others wait. Throws what the failing migration threw.
 * @throws Transient `database/earlier-release` when there is something to be done and an earlier release runs
 */
export const migrate = async (
  database: Database,
  migrations: Readonly<Record<string, Migration>>,
): Promise<void> => {
  const migrator = new Migrator({
    db: database,
    provider: { getMigrations: async () => guarded(migrations) },
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
};

/** The same, each behind the check and followed by its crash point. Under the lock, so that no earlier one starts meanwhile. */
const guarded = (migrations: Readonly<Record<string, Migration>>): Record<string, Migration> =>
  Object.fromEntries(
    Object.entries(migrations).map(([name, { up, ...rest }]) => [
      name,
      {
        ...rest,
        up: async (database) => {
          await refuseEarlierReleases(database);
          await up(database);
          reached('migration.between');
        },
      },
    ]),
  );

const tryEveryMs = 1_000;

/**
 * Migrates as soon as the database answers and no earlier release runs on it, and anew when its server goes in the
 * middle: a migration is one transaction. What a migration itself throws is thrown.
 */
export const migrateWhenReachable = async (
  database: Database,
  migrations: Readonly<Record<string, Migration>>,
  clock: Clock,
  onFault: (error: unknown) => void,
): Promise<void> => {
  const isReachable = (): Promise<boolean> =>
    ping(database).then(
      () => true,
      (error: unknown) => {
        onFault(error);
        return false;
      },
    );
  for (;;) {
    try {
      if (await isReachable()) return await migrate(database, migrations);
    } catch (error) {
      if (!isConnectionFault(error) && !(error instanceof Transient)) throw error;
      onFault(error);
    }
    await pause(clock, tryEveryMs);
  }
};
