import { sql } from 'kysely';
import type { ServiceName } from '../../contracts/message-type.ts';
import type { Database } from '../../runtime/store/database.ts';

const id = 'handled/long-ago';

/** Puts a message into the inbox of a service that was handled before its memory begins. */
export const plantOldMessage = async (database: Database, service: ServiceName): Promise<void> => {
  await sql`insert into ${sql.table(`${service}.inbox`)} (message_id, stream_id, outcome, received_at)
    values (${id}, 'order-long-ago', 'accepted', now() - interval '2 years')`.execute(database);
};

/** Whether it is still there. */
export const isRemembered = async (database: Database, service: ServiceName): Promise<boolean> => {
  const { rows } = await sql`select 1 from ${sql.table(`${service}.inbox`)} where message_id = ${id}`.execute(
    database,
  );
  return rows.length > 0;
};
