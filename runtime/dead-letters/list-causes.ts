import { sql } from 'kysely';
import type { Cause } from '../../contracts/http/dead-letter-http.ts';
import type { Service } from '../service.ts';
import { deadLetterId } from './dead-letter-id.ts';

interface Row extends Omit<Cause, 'type' | 'firstSeenAt' | 'lastSeenAt' | 'example'> {
  readonly type: string | null;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date;
  readonly example: number;
}

/** A thousand orders that fail alike differ in their ids and numbers only. */
const alike = sql`regexp_replace(regexp_replace(error_message,
  '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}', '…', 'g'), '[0-9]+', '#', 'g')`;

/** What failed, grouped by what went wrong, the most frequent first. What only waits behind it is left out. */
export const listCauses = async (services: readonly Service[]): Promise<Cause[]> => {
  const [first] = services;
  if (!first) return [];
  const groups = services.map(
    ({ name }) => sql`(select ${name}::text as service, error_code as code, type, ${alike} as message,
        count(*)::integer as count, (count(*) filter (where state = 'dead'))::integer as dead,
        min(first_seen_at) as "firstSeenAt", max(last_seen_at) as "lastSeenAt", max(id) as example
      from ${sql.table(`${name}.held_messages`)} where state <> 'parked' group by error_code, type, ${alike})`,
  );
  const { rows } = await sql<Row>`select * from (${sql.join(groups, sql` union all `)}) as causes
    order by count desc, "lastSeenAt" desc limit 1000`.execute(first.database);
  return rows.map(({ type, example, firstSeenAt, lastSeenAt, ...row }) => ({
    ...row,
    ...(type !== null && { type }),
    firstSeenAt: firstSeenAt.toISOString(),
    lastSeenAt: lastSeenAt.toISOString(),
    example: deadLetterId(row.service, example),
  }));
};
