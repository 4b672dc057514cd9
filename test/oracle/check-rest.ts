import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { serviceDefinitions } from './service-definitions.ts';

/** Nothing is left to be done or was set aside in any service. */
export const checkRest = async (database: Database): Promise<string[]> => [
  ...(await checkWork(database)),
  ...(await checkHeld(database)),
];

/**
 * Nothing is left to be done in any service: what waits to be published or run, timers that no actor waits for or that
 * are missing, and answers of services that another one refused.
 */
export const checkWork = async (database: Database): Promise<string[]> => {
  const problems: string[] = [];
  for (const { name } of serviceDefinitions) problems.push(...(await checkWorkOf(database, name)));
  return problems;
};

/** Nothing was set aside in any service, neither for now nor for a person. */
export const checkHeld = async (database: Database): Promise<string[]> => {
  const problems: string[] = [];
  for (const { name } of serviceDefinitions) {
    const { rows } = await sql<{ type: string | null; code: string; message: string }>`
      select type, error_code as code, error_message as message
        from ${sql.table(`${name}.held_messages`)} order by id`.execute(database);
    for (const { type, code, message } of rows)
      problems.push(`${name}: a message of type ${type ?? 'none'} was set aside: ${code} ${message}`);
  }
  return problems;
};

const checkWorkOf = async (database: Database, service: string): Promise<string[]> => {
  const table = (name: string) => sql.table(`${service}.${name}`);
  const { rows } = await sql<{ problem: string }>`
    select 'the outbox still has ' || id as problem from ${table('outbox')}
    union all select 'the activity ' || id || ' waits, last error: ' || coalesce(last_error, 'none')
      from ${table('activities')}
    union all select 'it refused ' || message_id || ', which another service sent'
      from ${table('inbox')} where outcome = 'rejected' and message_id not like 'http/%'
    union all select 'the timer ' || coalesce(kept.timer_id, wanted.timer_id) || ' of '
        || coalesce(kept.stream_id, wanted.stream_id)
        || case when kept.stream_id is null then ' is missing' else ' is set for nobody' end
      from ${table('timers')} as kept
      full join (
        select stream_id, timer.key as timer_id, round(timer.value::numeric) as due
          from ${table('actors')}, json_each_text(snapshot->'timers') as timer
      ) as wanted on wanted.stream_id = kept.stream_id and wanted.timer_id = kept.timer_id
        and wanted.due = round(extract(epoch from kept.due_at) * 1000)
      where kept.stream_id is null or wanted.stream_id is null`.execute(database);
  return rows.map(({ problem }) => `${service}: ${problem}`);
};
