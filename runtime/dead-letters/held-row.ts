import { type RawBuilder, sql } from 'kysely';
import type { DeadLetter } from '../../contracts/http/dead-letter-http.ts';
import type { StreamId } from '../../contracts/ids.ts';
import type { Database, Transaction } from '../store/database.ts';
import { deadLetterId } from './dead-letter-id.ts';

/** A held message as it is stored, without its body. */
export interface HeldSummary {
  readonly id: number;
  readonly service: string;
  readonly state: DeadLetter['state'];
  readonly kind: DeadLetter['kind'];
  readonly streamId: StreamId | null;
  readonly messageId: string | null;
  readonly type: string | null;
  readonly correlationId: string | null;
  readonly attempts: number;
  readonly dueAt: Date;
  readonly code: string;
  readonly message: string;
  readonly redriveId: string | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
}

/** The whole row. */
export interface HeldRow extends HeldSummary {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: Buffer;
  readonly stack: string | null;
}

/** The columns of a `HeldSummary` in the table of one service. */
export const summaryColumns = (
  service: string,
): RawBuilder<unknown> => sql`id, ${service}::text as service, state,
  kind, stream_id as "streamId", message_id as "messageId", type, correlation_id as "correlationId", attempts,
  due_at as "dueAt", error_code as code, error_message as message, redrive_id::text as "redriveId",
  first_seen_at as "firstSeenAt", last_seen_at as "lastSeenAt"`;

/** Loads a row whole; in a transaction it can be locked until the end of that. */
export const loadHeld = async (
  database: Database | Transaction<unknown>,
  service: string,
  heldId: number,
  lock: 'unlocked' | 'locked' = 'unlocked',
): Promise<HeldRow | undefined> => {
  const { rows } = await sql<Omit<HeldRow, 'body'> & { body: Uint8Array }>`
    select ${summaryColumns(service)}, headers, body, error_stack as stack
      from ${sql.table(`${service}.held_messages`)} where id = ${heldId}
      ${lock === 'locked' ? sql`for update` : sql``}`.execute(database);
  const row = rows[0];
  return row && { ...row, body: Buffer.from(row.body) };
};

/** As clients see it. */
export const toDeadLetter = (row: HeldSummary): DeadLetter => ({
  id: deadLetterId(row.service, row.id),
  service: row.service,
  state: row.state,
  kind: row.kind,
  ...(row.type !== null && { type: row.type }),
  ...(row.streamId !== null && { streamId: row.streamId }),
  ...(row.messageId !== null && { messageId: row.messageId }),
  ...(row.correlationId !== null && { correlationId: row.correlationId }),
  code: row.code,
  message: row.message,
  attempts: row.attempts,
  firstSeenAt: row.firstSeenAt.toISOString(),
  lastSeenAt: row.lastSeenAt.toISOString(),
  dueAt: row.dueAt.toISOString(),
  ...(row.redriveId !== null && { redriveId: row.redriveId }),
});
