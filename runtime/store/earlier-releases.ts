import { sql } from 'kysely';
import { Transient } from '../errors.ts';
import type { Database } from './database.ts';

/** The name under which the connections of a release are known to PostgreSQL: with the last migration that it has. */
export const releaseName = (migrations: Readonly<Record<string, unknown>>): string =>
  `order-processing ${Object.keys(migrations).toSorted().at(-1) ?? ''}`;

/**
 * Refuses while processes of an earlier release are connected. A schema that changes beneath them loses nothing, but
 * each of their statements fails from then on: they would answer 503 until they are stopped.
 * @throws Transient `database/earlier-release`
 */
export const refuseEarlierReleases = async (database: Database): Promise<void> => {
  const { rows } = await sql<{ connections: number }>`
    select count(*) as connections from pg_stat_activity
      where datname = current_database() and application_name like 'order-processing%'
        and application_name collate "C" < current_setting('application_name') collate "C"`.execute(database);
  const connections = rows[0]?.connections ?? 0;
  if (connections > 0)
    throw new Transient(
      'database/earlier-release',
      `The schema is to be changed, and ${connections} connections are those of an earlier release; stop its processes`,
    );
};
