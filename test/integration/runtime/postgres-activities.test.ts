// needs: postgres
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sql } from 'kysely';
import { openPostgres } from '../../../runtime/store/database.ts';
import { migratedPostgres } from '../../support/migrated-postgres.ts';
import { toyDefinition } from '../../support/toy-definition.ts';
import { Ask, Open } from '../../support/toy-machine.ts';
import { startToyService } from '../../support/toy-service.ts';
import { waitFor } from '../../support/wait-for.ts';
import { countOf } from './toy-database.ts';

/** A promise that is resolved from outside. */
const gate = () => {
  let open = () => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { open, opened };
};

test('an activity that ends while a look finds its lease over is not run again', async (context) => {
  const server = await migratedPostgres();
  const database = openPostgres(server.url, 5, () => {});
  context.after(async () => {
    await database.destroy();
    await server.drop();
  });
  const [running, claimed, recorded] = [gate(), gate(), gate()];
  let isClaimed = false;
  let looks = 0;
  // The answer to the claim is held back until the outcome that the claim did not see is recorded.
  const slow = database.withPlugin({
    transformQuery: ({ node }) => node,
    transformResult: async ({ result }) => {
      if (result.rows.some((row) => 'request' in row && 'attempts' in row)) {
        isClaimed = true;
        claimed.open();
        await recorded.opened;
      }
      if (isClaimed) looks += 1;
      return result;
    },
  });
  let runs = 0;
  const toys = await startToyService(slow, {
    definition: toyDefinition({
      activities: {
        Answer: {
          retry: { attempts: 3, firstDelayMs: 100, maximumDelayMs: 1_000, timeoutMs: 60_000 },
          idempotencyKey: (streamId) => `${streamId}/question`,
          run: async () => {
            runs += 1;
            running.open();
            await claimed.opened;
            return { type: 'Answered', answer: 'because' };
          },
          exhausted: (_request, reason) => ({ type: 'Unanswered', reason }),
        },
      },
    }),
  });
  await toys.submit(Open, { id: 'a' });
  await toys.submit(Ask, { id: 'a', question: 'why' });
  await running.opened;
  await sql`update ${sql.table('order.activities')} set due_at = 'epoch'`.execute(database);
  await waitFor('the outcome', async () => (await countOf(database, 'activities')) === 0);
  recorded.open();
  const before = looks;
  await waitFor('more looks', () => looks > before + 5);
  await toys.close();
  assert.equal(runs, 1);
});
