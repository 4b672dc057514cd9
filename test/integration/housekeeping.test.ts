import { test } from 'node:test';
import { sql } from 'kysely';
import { analyticsService } from '../../actors/analytics/analytics-service.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { runService } from '../support/running-service.ts';
import { waitFor } from '../support/wait-for.ts';

/** One more than goes in one statement. */
const old = 20_001;
/** Less than the minute after which it looks again; on two busy cores it took up to 5 s. */
const withinMs = 30_000;

test('housekeeping goes on from round to round until all message ids past their retention are forgotten, and no other', async () => {
  const database = await newPGlite();
  const remembered = async (): Promise<readonly string[]> => {
    const { rows } = await sql<{ id: string }>`select message_id as id from analytics.inbox limit 2`.execute(
      database,
    );
    return rows.map(({ id }) => id);
  };
  await sql`insert into analytics.inbox (message_id, stream_id, outcome, received_at)
    select 'old/' || nth, 'journey-1', 'accepted', now() - interval '2 days' from generate_series(1, ${old}) as nth
    union all select 'new', 'journey-1', 'accepted', now() - interval '2 hours'`.execute(database);
  const running = await runService(analyticsService(), database);
  try {
    const isAlone = async () => {
      const [first, second] = await remembered();
      return first === 'new' && second === undefined;
    };
    await waitFor('the new id to be the only one', isAlone, withinMs);
  } finally {
    await running.close();
    await database.destroy();
  }
});
