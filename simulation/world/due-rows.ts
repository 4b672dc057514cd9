import { sql } from 'kysely';
import { leaseMs } from '../../runtime/actor/commit-groups.ts';
import type { Database } from '../../runtime/store/database.ts';

/** Leases are renewed when a third of them is over: whoever holds one has to look then. */
const renewedAfter = (leaseMs * 2) / 3;

/**
 * When the earliest row of a service is due that one of its loops looks for: timers, activities, held messages, and
 * what a process left in the outbox. In milliseconds since the epoch; Infinity when there is none. A held message
 * waits for those of its actor that came before it, a timer for all of them; behind a dead letter they wait for ever.
 */
export const nextDueRow = async (database: Database, service: string, now: number): Promise<number> => {
  const table = (name: string) => sql.table(`${service}.${name}`);
  const renewal = sql`due_at - make_interval(secs => ${renewedAfter / 1_000})`;
  const { rows } = await sql<{ due: number | null }>`select (extract(epoch from least(
      (select min(due_at) from ${table('timers')} as timer where not exists (
        select 1 from ${table('held_messages')} as held where held.stream_id = timer.stream_id)),
      (select min(case when ${renewal} > ${new Date(now).toISOString()}::timestamptz then ${renewal} else due_at end)
        from ${table('activities')}),
      (select min(due_at) from (
        select max(due_at) over before as due_at, kind, bool_or(state = 'dead') over before as blocked
          from ${table('held_messages')}
          window before as (partition by coalesce(stream_id, id::text) order by id)
      ) as held where kind <> 'outgoing' and not blocked),
      (select min(claimed_until) from ${table('outbox')}))) * 1000)::float8 as due`.execute(database);
  return rows[0]?.due ?? Number.POSITIVE_INFINITY;
};

/** The same, asked only after the service wrote something: most looks find what the last one found. */
export const createDueRows = (database: Database, now: () => number) => {
  const known = new Map<string, number>();
  return {
    wrote: (service: string): void => void known.delete(service),
    dueAt: async (service: string): Promise<number> => {
      const due = known.get(service) ?? (await nextDueRow(database, service, now()));
      known.set(service, due);
      return due;
    },
  };
};
