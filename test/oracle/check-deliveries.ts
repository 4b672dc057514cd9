import { sql } from 'kysely';
import { queueOf } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import { readWholeTable } from '../../runtime/store/read-whole-table.ts';
import { serviceDefinitions } from './service-definitions.ts';

/**
 * Every message that a stream ever emitted became a fact or is in the inbox of every service that listens to it: none
 * was lost on the way. Valid for as long as inboxes remember.
 */
export const checkDeliveries = async (database: Database): Promise<string[]> => {
  const problems: string[] = [];
  for (const receiver of serviceDefinitions) {
    const { commands, events } = queueOf(receiver);
    const types = JSON.stringify([...commands, ...events]);
    for (const sender of serviceDefinitions) {
      const { rows } = await readWholeTable(database, (transaction) =>
        sql<{ id: string; type: string }>`
          select id, type from (
            select stream_id || '/' || version || '/' || (place - 1) as id, message->>'type' as type
              from ${sql.table(`${sender.name}.events`)},
                json_array_elements(emitted) with ordinality as emission (message, place)
          ) as sent
            left join (
              select message_id from ${sql.table(`${receiver.name}.inbox`)}
              union all select message_id from ${sql.table(`${receiver.name}.events`)}
            ) as handled on message_id = id
          where type in (select json_array_elements_text(${types}::json)) and message_id is null
          order by id limit 20`.execute(transaction),
      );
      problems.push(...rows.map(({ id, type }) => `${type} ${id} never reached ${receiver.name}`));
    }
  }
  return problems;
};
