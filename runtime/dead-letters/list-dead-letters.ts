import { sql } from 'kysely';
import Type from 'typebox';
import type { DeadLetterPage, DeadLetterQuery } from '../../contracts/http/dead-letter-http.ts';
import { CursorId, CursorTime, createCursor } from '../http/cursor.ts';
import type { Service } from '../service.ts';
import { type HeldSummary, summaryColumns, toDeadLetter } from './held-row.ts';

const cursor = createCursor(
  Type.Object({
    at: CursorTime,
    service: Type.String(),
    id: CursorId,
  }),
);

/** A page of what these services hold, newest first. Keyset, so that a page is the same whatever comes in meanwhile. */
export const listDeadLetters = async (
  services: readonly Service[],
  query: DeadLetterQuery,
): Promise<DeadLetterPage> => {
  const after = query.cursor === undefined ? undefined : cursor.decode(query.cursor);
  const asked = services.filter(({ name }) => query.service === undefined || query.service === name);
  const [first] = asked;
  if (!first) return { deadLetters: [] };
  const limit = query.limit + 1;
  const pages = asked.map(({ name }) => {
    const conditions = [
      sql`true`,
      ...(query.state === undefined ? [] : [sql`state = ${query.state}`]),
      ...(query.type === undefined ? [] : [sql`type = ${query.type}`]),
      ...(query.code === undefined ? [] : [sql`error_code = ${query.code}`]),
      ...(query.streamId === undefined ? [] : [sql`stream_id = ${query.streamId}`]),
      ...(query.correlationId === undefined ? [] : [sql`correlation_id = ${query.correlationId}`]),
      ...(after
        ? [
            sql`(first_seen_at, ${name}::text, id) < (${after.at}::timestamptz, ${after.service}::text,
              ${after.id}::bigint)`,
          ]
        : []),
    ];
    return sql`(select ${summaryColumns(name)} from ${sql.table(`${name}.held_messages`)}
      where ${sql.join(conditions, sql` and `)} order by first_seen_at desc, id desc limit ${limit})`;
  });
  const { rows } = await sql<HeldSummary>`select * from (${sql.join(pages, sql` union all `)}) as page
    order by "firstSeenAt" desc, service desc, id desc limit ${limit}`.execute(first.database);
  const deadLetters = rows.slice(0, query.limit).map(toDeadLetter);
  const last = rows[query.limit - 1];
  if (rows.length <= query.limit || !last) return { deadLetters };
  const next = cursor.encode({ at: last.firstSeenAt.toISOString(), service: last.service, id: last.id });
  return { deadLetters, next };
};
