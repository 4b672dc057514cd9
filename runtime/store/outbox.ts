import { sql } from 'kysely';
import type { Envelope } from '../../contracts/envelope.ts';
import type { Database, Transaction } from './database.ts';

/** Puts messages into the outbox; `until` is the end of the writer's lease. */
export const insertOutbox = async (
  transaction: Transaction<unknown>,
  schema: string,
  messages: readonly Envelope[],
  now: number,
  until: string,
): Promise<void> => {
  const rows = JSON.stringify(messages.map((message) => ({ id: message.id, message })));
  await sql`insert into ${sql.table(`${schema}.outbox`)} (id, message, claimed_until, created_at)
    select id, message, ${until}::timestamptz, ${new Date(now).toISOString()}::timestamptz
      from json_to_recordset(${rows}::json) as row (id text, message jsonb)`.execute(transaction);
};

/** Takes up to `limit` messages whose lease ended before `expiredBefore` and leases them until `until`, oldest first. */
export const claimOutbox = async (
  database: Database,
  schema: string,
  expiredBefore: string,
  until: string,
  limit: number,
): Promise<readonly Envelope[]> => {
  const { rows } = await sql<{ message: Envelope }>`
    update ${sql.table(`${schema}.outbox`)} as outbox set claimed_until = ${until}::timestamptz
      where id in (select id from ${sql.table(`${schema}.outbox`)}
        where claimed_until <= ${expiredBefore}::timestamptz
        order by claimed_until, created_at limit ${limit} for update skip locked)
      returning message`.execute(database);
  return rows.map((row) => row.message);
};

/** Deletes what the broker confirmed. */
export const deletePublished = async (
  database: Database | Transaction<unknown>,
  schema: string,
  ids: readonly string[],
): Promise<void> => {
  await sql`delete from ${sql.table(`${schema}.outbox`)}
    where id = any(array(select json_array_elements_text(${JSON.stringify(ids)}::json)))`.execute(database);
};

/** How many messages wait, and since when the oldest does. */
export const outboxAge = async (
  database: Database,
  schema: string,
): Promise<{ waiting: number; oldest: Date | null }> => {
  const { rows } = await sql<{ waiting: number; oldest: Date | null }>`
    select count(*)::integer as waiting, min(created_at) as oldest
      from ${sql.table(`${schema}.outbox`)}`.execute(database);
  return rows[0] ?? { waiting: 0, oldest: null };
};
