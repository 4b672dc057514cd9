import { sql } from 'kysely';
import type { Service } from '../service.ts';
import { locate } from './dead-letter-id.ts';
import { loadDead } from './load-dead.ts';
import { type Deed, recordAction } from './operator-actions.ts';
import { readRow } from './read-row.ts';

/**
 * Gives one dead letter up for good; the audit trail keeps it whole. What is parked behind it follows in order.
 * @throws Rejected `dead-letter/unknown`, `dead-letter/not-dead`
 */
export const discard = async (services: readonly Service[], id: string, deed: Deed): Promise<void> => {
  const { service, heldId } = locate(services, id);
  const table = (name: string) => sql.table(`${service.name}.${name}`);
  await service.database.transaction().execute(async (transaction) => {
    const row = await loadDead(transaction, service.name, heldId);
    await recordAction(transaction, row, 'discard', deed);
    // Its row would let the timer fire again as soon as nothing is held for its actor.
    const timer = row.kind === 'timer' ? readRow(service, { ...row, kind: row.kind }).timer : undefined;
    if (timer)
      await sql`delete from ${table('timers')} where stream_id = ${row.streamId} and timer_id = ${timer.timerId}
        and due_at = ${new Date(timer.dueAt).toISOString()}::timestamptz`.execute(transaction);
    await sql`delete from ${table('held_messages')} where id = ${heldId}`.execute(transaction);
  });
  service.wakeRetries();
};
