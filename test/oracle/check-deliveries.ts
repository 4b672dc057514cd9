import { sql } from 'kysely';
import { queueOf } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import { serviceDefinitions } from './service-definitions.ts';

/**
 * Every message that a stream ever emitted became a fact or is in the inbox of every service that listens to it: none
 * was lost on the way. Valid for as long as inboxes remember.
 */
export const checkDeliveries = async (database: Database): Promise<string[]> => {
  const problems: string[] = [];
  for (const receiver of serviceDefinitions) {
    const { commands, events } = queueOf(receiver);
    for (const sender of serviceDefinitions) {
      const { rows } = await sql<{ id: string; type: string }>`
        select * from (
          select stream_id || '/' || version || '/' || (place - 1) as id, message->>'type' as type
            from ${sql.table(`${sender.name}.events`)},
              json_array_elements(emitted) with ordinality as emission (message, place)
        ) as sent
        where type in (select json_array_elements_text(${JSON.stringify([...commands, ...events])}::json))
          and not exists (select 1 from ${sql.table(`${receiver.name}.inbox`)} where message_id = sent.id)
          and not exists (select 1 from ${sql.table(`${receiver.name}.events`)} where message_id = sent.id)
        order by id limit 20`.execute(database);
      problems.push(...rows.map(({ id, type }) => `${type} ${id} never reached ${receiver.name}`));
    }
  }
  return problems;
};
