import { sql } from 'kysely';
import Type from 'typebox';
import type { AuditPage, AuditQuery, OperatorAction } from '../../contracts/http/dead-letter-http.ts';
import { CursorId, CursorTime, createCursor } from '../http/cursor.ts';
import type { Service } from '../service.ts';
import type { Transaction } from '../store/database.ts';
import { storableText } from '../store/storable-text.ts';
import { bodyView } from './body-view.ts';
import { deadLetterId } from './dead-letter-id.ts';
import type { HeldRow } from './held-row.ts';

/** Who does something to dead letters, why and when. */
export interface Deed {
  readonly operator: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly redriveId?: string;
}

/** Writes the audit row in the transaction that does what it tells. `after` is the body that replaces the old one. */
export const recordAction = async (
  transaction: Transaction<unknown>,
  row: HeldRow,
  action: OperatorAction['action'],
  deed: Deed,
  after?: Buffer,
): Promise<void> => {
  await sql`insert into ${sql.table(`${row.service}.held_message_actions`)} (held_id, message_id, kind, stream_id,
      type, headers, action, operator, reason, body_before, body_after, error_code, redrive_id, at)
    values (${row.id}, ${row.messageId}, ${row.kind}, ${row.streamId}, ${row.type},
      ${JSON.stringify(row.headers)}::jsonb, ${action}, ${deed.operator}, ${storableText(deed.reason)}, ${row.body},
      ${after ?? null}, ${row.code}, ${deed.redriveId ?? null}::uuid,
      ${new Date(deed.now).toISOString()}::timestamptz)`.execute(transaction);
};

interface Row {
  readonly id: number;
  readonly service: string;
  readonly heldId: number;
  readonly action: OperatorAction['action'];
  readonly operator: string;
  readonly reason: string;
  readonly at: Date;
  readonly code: string;
  readonly kind: string;
  readonly type: string | null;
  readonly streamId: string | null;
  readonly messageId: string | null;
  readonly redriveId: string | null;
  readonly headers: Record<string, unknown>;
  readonly before: Uint8Array;
  readonly after: Uint8Array | null;
}

const columns = (
  service: string,
) => sql`id, ${service}::text as service, held_id as "heldId", action, operator,
  reason, at, error_code as code, kind, type, stream_id as "streamId", message_id as "messageId",
  redrive_id::text as "redriveId", headers, body_before as before, body_after as after`;

const cursor = createCursor(
  Type.Object({
    at: CursorTime,
    service: Type.String(),
    id: CursorId,
  }),
);

/** A page of what operators did, newest first. */
export const listActions = async (services: readonly Service[], query: AuditQuery): Promise<AuditPage> => {
  const [first] = services;
  if (!first) return { actions: [] };
  const key = query.cursor === undefined ? undefined : cursor.decode(query.cursor);
  const limit = query.limit + 1;
  const pages = services.map(({ name }) => {
    const below = key
      ? sql`(at, ${name}::text, id) < (${key.at}::timestamptz, ${key.service}::text, ${key.id}::bigint)`
      : sql`true`;
    return sql`(select ${columns(name)} from ${sql.table(`${name}.held_message_actions`)}
      where ${below} order by at desc, id desc limit ${limit})`;
  });
  const { rows } = await sql<Row>`select * from (${sql.join(pages, sql` union all `)}) as page
    order by at desc, service desc, id desc limit ${limit}`.execute(first.database);
  const actions = rows.slice(0, query.limit).map(toAction);
  const last = rows[query.limit - 1];
  if (rows.length <= query.limit || !last) return { actions };
  return { actions, next: cursor.encode({ at: last.at.toISOString(), service: last.service, id: last.id }) };
};

/** What operators did to one held message, newest first, also under an earlier id of the same message. */
export const actionsOn = async (
  service: Service,
  row: Pick<HeldRow, 'id' | 'messageId'>,
): Promise<OperatorAction[]> => {
  const { rows } = await sql<Row>`select ${columns(service.name)}
    from ${sql.table(`${service.name}.held_message_actions`)}
    where held_id = ${row.id} or message_id = ${row.messageId} order by id desc limit 200`.execute(
    service.database,
  );
  return rows.map(toAction);
};

const toAction = (row: Row): OperatorAction => ({
  id: deadLetterId(row.service, row.id),
  deadLetterId: deadLetterId(row.service, row.heldId),
  action: row.action,
  operator: row.operator,
  reason: row.reason,
  at: row.at.toISOString(),
  code: row.code,
  kind: row.kind,
  ...(row.type !== null && { type: row.type }),
  ...(row.streamId !== null && { streamId: row.streamId }),
  ...(row.messageId !== null && { messageId: row.messageId }),
  ...(row.redriveId !== null && { redriveId: row.redriveId }),
  headers: row.headers,
  before: bodyView(row.before),
  ...(row.after !== null && { after: bodyView(row.after) }),
});
