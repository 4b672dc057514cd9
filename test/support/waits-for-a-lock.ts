import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { waitFor } from './wait-for.ts';

/** Resolves when so many in this PostgreSQL database wait for what another transaction has not given free. */
export const waitsForALock = (database: Database, connections = 1) =>
  waitFor('connections that wait for a lock', async () => {
    const { rows } = await sql`select 1 from pg_stat_activity
      where datname = current_database() and wait_event_type = 'Lock'`.execute(database);
    return rows.length >= connections;
  });
