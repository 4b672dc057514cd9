import { sql } from 'kysely';
import type { Envelope } from '../../contracts/envelope.ts';
import { messageId, type StreamId } from '../../contracts/ids.ts';
import { emittedMessages } from '../actor/emitted-messages.ts';
import type { Database, Transaction } from './database.ts';
import { type StreamEvent, streamEventColumns } from './read-stream.ts';

/** What one commit has to publish. Its row goes when the last of the messages is confirmed. */
export interface OutboxEntry {
  readonly id: number;
  readonly messages: readonly Envelope[];
}

/** A step whose messages wait: the log has them, these are their places there. */
interface WaitingStep {
  readonly streamId: StreamId;
  readonly version: number;
  readonly emitted: readonly number[];
}

/** Puts messages into the outbox that are in no log; `until` is the end of the writer's lease. */
export const insertOutbox = async (
  transaction: Transaction<unknown>,
  schema: string,
  messages: readonly Envelope[],
  now: number,
  until: string,
): Promise<OutboxEntry> => {
  const { rows } = await sql<{ id: number }>`
    insert into ${sql.table(`${schema}.outbox`)} (steps, messages, waiting, claimed_until, created_at)
      values ('[]', ${JSON.stringify(messages)}::json, ${messages.length}, ${until}::timestamptz,
        ${new Date(now).toISOString()}::timestamptz) returning id`.execute(transaction);
  return { id: Number(rows[0]?.id), messages };
};

/** Takes up to `limit` entries whose lease ended before `expiredBefore` and leases them until `until`, oldest first. */
export const claimOutbox = async (
  database: Database,
  schema: string,
  expiredBefore: string,
  until: string,
  limit: number,
): Promise<readonly OutboxEntry[]> => {
  const { rows } = await sql<{ id: number; steps: WaitingStep[]; messages: Envelope[] }>`
    update ${sql.table(`${schema}.outbox`)} as outbox set claimed_until = ${until}::timestamptz
      where id in (select id from ${sql.table(`${schema}.outbox`)}
        where claimed_until <= ${expiredBefore}::timestamptz
        order by claimed_until, id limit ${limit} for update skip locked)
      returning id, steps, messages`.execute(database);
  const steps = rows.flatMap((row) => row.steps);
  const logged = steps.length > 0 ? await readSteps(database, schema, steps) : new Map<string, StreamEvent>();
  const messagesOf = ({ streamId, version, emitted }: WaitingStep): readonly Envelope[] => {
    const event = logged.get(placeOf({ streamId, version }));
    if (!event) return [];
    const { messageId: id, correlationId, traceparent, time } = event;
    const message = { id: messageId(id), correlationId, traceparent };
    return emittedMessages(schema, { ...event, published: emitted, message, time: time.getTime() });
  };
  return [...rows]
    .sort((one, other) => one.id - other.id)
    .map(({ id, steps, messages }) => ({ id, messages: [...steps.flatMap(messagesOf), ...messages] }));
};

const placeOf = ({ streamId, version }: Pick<WaitingStep, 'streamId' | 'version'>): string =>
  `${streamId}/${version}`;

const readSteps = async (
  database: Database,
  schema: string,
  steps: readonly WaitingStep[],
): Promise<ReadonlyMap<string, StreamEvent>> => {
  const { rows } = await sql<StreamEvent>`
    select event.* from json_to_recordset(${JSON.stringify(steps)}::json) as step ("streamId" text, version bigint)
      cross join lateral (select ${streamEventColumns} from ${sql.table(`${schema}.events`)} as logged
        where logged.stream_id = step."streamId" and logged.version = step.version limit 1) as event`.execute(
    database,
  );
  return new Map(rows.map((event) => [placeOf(event), event]));
};

/** Deletes the entries of which everything was confirmed. */
export const deletePublished = async (
  database: Database | Transaction<unknown>,
  schema: string,
  ids: readonly number[],
): Promise<void> => {
  await sql`delete from ${sql.table(`${schema}.outbox`)}
    where id = any(array(select json_array_elements_text(${JSON.stringify(ids)}::json)::bigint))`.execute(
    database,
  );
};

/** Writes out what is left of an entry, for one of its messages goes another way. */
export const keepRest = async (
  transaction: Transaction<unknown>,
  schema: string,
  { id, messages }: OutboxEntry,
): Promise<void> => {
  if (messages.length === 0) return deletePublished(transaction, schema, [id]);
  await sql`update ${sql.table(`${schema}.outbox`)} set steps = '[]', messages = ${JSON.stringify(messages)}::json,
    waiting = ${messages.length} where id = ${id}`.execute(transaction);
};

/** How many messages wait, and since when the oldest does. */
export const outboxAge = async (
  database: Database,
  schema: string,
): Promise<{ waiting: number; oldest: Date | null }> => {
  const { rows } = await sql<{ waiting: number; oldest: Date | null }>`
    select coalesce(sum(waiting), 0)::integer as waiting, min(created_at) as oldest
      from ${sql.table(`${schema}.outbox`)}`.execute(database);
  return rows[0] ?? { waiting: 0, oldest: null };
};
