import { sql } from 'kysely';
import { queueOf } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import { serviceDefinitions } from './service-definitions.ts';

/** So many are told of each pair of services. */
const told = 20;

/**
 * Every message that a stream ever emitted became a fact or is in the inbox of every service that listens to it: none
 * was lost on the way. Valid for as long as inboxes remember.
 */
export const checkDeliveries = async (database: Database): Promise<string[]> => {
  const problems: string[] = [];
  for (const receiver of serviceDefinitions) {
    const handled = await handledBy(database, receiver.name);
    const { commands, events } = queueOf(receiver);
    for (const sender of serviceDefinitions) {
      const sent = await sentBy(database, sender.name, [...commands, ...events]);
      const lost = sent.filter(({ id }) => !handled.has(id)).slice(0, told);
      problems.push(...lost.map(({ id, type }) => `${type} ${id} never reached ${receiver.name}`));
    }
  }
  return problems;
};

const handledBy = async (database: Database, service: string): Promise<ReadonlySet<string>> => {
  const { rows } = await sql<{ id: string }>`
    select message_id as id from ${sql.table(`${service}.inbox`)}
    union all select message_id from ${sql.table(`${service}.events`)}`.execute(database);
  return new Set(rows.map(({ id }) => id));
};

const sentBy = async (
  database: Database,
  service: string,
  types: readonly string[],
): Promise<readonly { readonly id: string; readonly type: string }[]> => {
  const { rows } = await sql<{ id: string; type: string }>`
    select * from (
      select stream_id || '/' || version || '/' || (place - 1) as id, message->>'type' as type
        from ${sql.table(`${service}.events`)},
          json_array_elements(emitted) with ordinality as emission (message, place)
    ) as sent
    where type in (select json_array_elements_text(${JSON.stringify(types)}::json))
    order by id`.execute(database);
  return rows;
};
