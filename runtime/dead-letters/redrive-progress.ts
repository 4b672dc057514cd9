import { sql } from 'kysely';
import type { RedriveProgress } from '../../contracts/http/dead-letter-http.ts';
import { Rejected } from '../errors.ts';
import type { Service } from '../service.ts';

type Counts = Omit<RedriveProgress, 'redriveId'>;

/**
 * How far a redrive is, counted from what the tables hold: a row that is gone was handled, one that is dead or was
 * dealt with again has failed. So it is right after a restart, and whoever moved the messages.
 * @throws Rejected `redrive/unknown`
 */
export const redriveProgress = async (
  services: readonly Service[],
  redriveId: string,
): Promise<RedriveProgress> => {
  const [first] = services;
  const parts = services.map(({ name }) => fates(name, redriveId));
  const counts =
    first &&
    (
      await sql<Counts>`select count(*)::integer as total,
        (count(*) filter (where fate in ('waiting', 'blocked')))::integer as waiting,
        (count(*) filter (where fate = 'blocked'))::integer as blocked,
        (count(*) filter (where fate = 'succeeded'))::integer as succeeded,
        (count(*) filter (where fate = 'failed'))::integer as failed
      from (${sql.join(parts, sql` union all `)}) as fates`.execute(first.database)
    ).rows[0];
  if (counts && counts.total > 0) return { redriveId, ...counts };
  throw new Rejected('unknown', 'redrive/unknown', `No redrive ${redriveId} is known here: check its id.`, {
    redriveId,
  });
};

/**
 * What became of each message of a redrive in one service. One that went out again, or whose actor was found only then,
 * is held under another number when it fails: it is known by its message id.
 */
const fates = (service: string, redriveId: string) => {
  const table = (name: string) => sql.table(`${service}.${name}`);
  return sql`select case
      when exists (select 1 from ${table('held_message_actions')} as later
        where later.held_id = action.held_id and later.id > action.id) then 'failed'
      when outbox.id is not null then 'waiting'
      when coalesce(held.state, again.state) is null then 'succeeded'
      when coalesce(held.state, again.state) = 'dead' then 'failed'
      when exists (select 1 from ${table('held_messages')} as ahead where ahead.state = 'dead'
        and ahead.stream_id = coalesce(held.stream_id, again.stream_id)
        and ahead.id < coalesce(held.id, again.id)) then 'blocked'
      else 'waiting' end as fate
    from ${table('held_message_actions')} as action
    left join ${table('outbox')} as outbox on action.kind = 'outgoing' and outbox.message_id = action.message_id
    left join ${table('held_messages')} as held on held.id = action.held_id
    left join ${table('held_messages')} as again on again.message_id = action.message_id
    where action.redrive_id = ${redriveId}::uuid and action.action = 'redrive'`;
};
