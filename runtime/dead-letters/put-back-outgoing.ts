import { sql } from 'kysely';
import { fromOwnWire } from '../delivery/wire-message.ts';
import type { Transaction } from '../store/database.ts';
import type { HeldRow } from './held-row.ts';

/**
 * Moves a message that the broker had refused back into the outbox; the relay publishes it from `dueAt` (milliseconds
 * since the epoch) on, with its own id, so that a receiver who has it after all absorbs it.
 * @throws Poison `message/missing-header`, `message/malformed` when it cannot be read
 */
export const putBackOutgoing = async (
  transaction: Transaction<unknown>,
  row: Pick<HeldRow, 'id' | 'service' | 'headers' | 'body'>,
  now: number,
  dueAt: number,
): Promise<void> => {
  const message = fromOwnWire(row);
  const time = (milliseconds: number) => sql`${new Date(milliseconds).toISOString()}::timestamptz`;
  await sql`insert into ${sql.table(`${row.service}.outbox`)}
      (steps, messages, waiting, message_id, claimed_until, created_at)
    values ('[]', ${JSON.stringify([message])}::json, 1, ${message.id}, ${time(dueAt)}, ${time(now)})
    on conflict (message_id) do nothing`.execute(transaction);
  await sql`delete from ${sql.table(`${row.service}.held_messages`)} where id = ${row.id}`.execute(
    transaction,
  );
};
