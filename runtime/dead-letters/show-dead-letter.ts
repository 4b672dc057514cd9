import { sql } from 'kysely';
import type { DeadLetterDetails } from '../../contracts/http/dead-letter-http.ts';
import type { Service } from '../service.ts';
import { bodyView } from './body-view.ts';
import { locate, unknownDeadLetter } from './dead-letter-id.ts';
import { type HeldRow, loadHeld, toDeadLetter } from './held-row.ts';
import { actionsOn } from './operator-actions.ts';

/** One held message, whole. @throws Rejected `dead-letter/unknown` */
export const showDeadLetter = async (
  services: readonly Service[],
  id: string,
): Promise<DeadLetterDetails> => {
  const { service, heldId } = locate(services, id);
  const row = await loadHeld(service.database, service.name, heldId);
  if (!row) throw unknownDeadLetter(id);
  const type = row.type === null ? undefined : service.messageTypes.get(row.type);
  return {
    ...toDeadLetter(row),
    headers: { ...row.headers },
    body: bodyView(row.body),
    ...(type && { schema: type.schema, schemaVersion: type.schemaVersion }),
    ...(row.stack !== null && { stack: row.stack }),
    parkedBehind: await parkedBehind(service, row),
    actions: await actionsOn(service, row),
  };
};

const parkedBehind = async (service: Service, row: HeldRow): Promise<number> => {
  const { rows } = await sql<{ count: number }>`
    select count(*)::integer as count from ${sql.table(`${service.name}.held_messages`)}
      where stream_id = ${row.streamId} and id > ${row.id} and state = 'parked'`.execute(service.database);
  return rows[0]?.count ?? 0;
};
