import { sql } from 'kysely';
import type { ServiceName } from '../../contracts/message-type.ts';
import type { Database } from '../../runtime/store/database.ts';

/** Ends the leases of a process that is dead, on the activities of its service. By themselves they end after 15 s. */
export const endLeases = async (database: Database, service: ServiceName): Promise<void> => {
  await sql`update ${sql.table(`${service}.activities`)} set due_at = now()`.execute(database);
};
