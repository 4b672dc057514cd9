import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Activity } from '../../../runtime/actor/definition.ts';
import type { MachineMigration } from '../../../runtime/actor/machine-migration.ts';
import { migrateActors } from '../../../runtime/migration/migrate-actors.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { readStream } from '../../../runtime/store/read-stream.ts';
import { verifyStreams } from '../../../runtime/verify/verify-streams.ts';
import { createManualClock, type ManualClock } from '../../support/manual-clock.ts';
import { brittleToy } from '../../support/operated-toys.ts';
import { toyStream } from '../../support/toy-definition.ts';
import { Add, Arm, Ask, Close, Disarm, Open, poisonousNumber } from '../../support/toy-machine.ts';
import { toyDefinitionV2 } from '../../support/toy-machine-v2.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { waitFor } from '../../support/wait-for.ts';
import { rowsOf } from './toy-database.ts';

interface TimerRow {
  readonly timer_id: string;
  readonly due_at: Date;
}
const minute = 60_000;
const day = 86_400_000;
const bell = 'xstate.after.aMinute.toy.armed.bell.silent';
const lid = 'xstate.after.aDay.toy.armed.lid.shut';

/** How actors in flight come to another version of their machine, on a database. */
export const migrationContract = (given: () => Database): void => {
  describe('migrations of machines', () => {
    let database: Database;
    let clock: ManualClock;
    before(() => {
      database = given();
    });
    beforeEach(() => {
      clock = createManualClock();
    });

    const definition = toyDefinitionV2();
    const [migration = { from: 0, to: 0, migrate: () => ({ kind: 'stays', reason: '' }) }] =
      definition.migrations;
    const second = () => startToyService(database, { clock, definition });
    /** Toys `ids` of the first version, all open. */
    const first = async (...ids: readonly string[]): Promise<ToyService> => {
      const toys = await startToyService(database, { clock });
      await Promise.all(ids.map((id) => toys.submit(Open, { id })));
      return toys;
    };
    const migrate = async (toys: ToyService, dryRun = false, migrated: MachineMigration = migration) =>
      migrateActors(toys.service, { definition, migration: migrated, dryRun }, '', 100);
    const timers = async () =>
      (await rowsOf<TimerRow>(database, 'timers', 'timer_id')).map(({ timer_id, due_at }) => [
        timer_id,
        due_at.getTime(),
      ]);
    const differences = async (toys: ToyService) =>
      (await verifyStreams(toys.service, '', 1_000, new AbortController().signal)).differences;

    test('an actor lives on where the migration put it, and its stream says so', async () => {
      const old = await first('a');
      await old.submit(Add, { id: 'a', by: 3 });
      await old.close();
      const toys = await second();
      await toys.submit(Add, { id: 'a', by: 4 });
      assert.equal((await toys.read('a'))?.machineVersion, 1);
      assert.deepEqual(await migrate(toys), {
        actors: [{ streamId: 'toy-a', from: 'open', to: 'open' }],
        last: undefined,
      });
      await toys.submit(Add, { id: 'a', by: 5 });
      const state = await toys.read('a');
      assert.deepEqual(
        [state?.machineVersion, state?.version, state?.context],
        [2, 5, { id: 'a', total: 12, answers: [] }],
      );
      const stream = await readStream(database, 'order', toyStream('a'));
      assert.deepEqual(
        stream.map(({ version, type, machineVersion }) => [version, type, machineVersion]),
        [
          [1, 'Opened', 1],
          [2, 'Added', 1],
          [3, 'Added', 1],
          [4, 'machine.migrated', 2],
          [5, 'Added', 2],
        ],
      );
      assert.deepEqual(await differences(toys), []);
      await sql`update ${sql.table('order.actors')} set snapshot = null`.execute(database);
      assert.deepEqual(await toys.read('a'), state);
      assert.deepEqual(await migrate(toys), { actors: [], last: undefined });
      await toys.close();
    });

    test('timers are carried over: the same delay keeps its deadline, a new one begins, an old one is gone', async () => {
      const old = await first('a');
      await old.submit(Arm, { id: 'a' });
      await old.close();
      const armedAt = clock.now();
      const toys = await second();
      clock.advance(10_000);
      await migrate(toys);
      const expected = [
        [lid, armedAt + 10_000 + day],
        [bell, armedAt + minute],
      ];
      assert.deepEqual(await timers(), expected);
      assert.deepEqual((await toys.read('a'))?.timers, Object.fromEntries(expected));
      clock.advance(minute - 10_000);
      await waitFor('the bell to ring', async () => (await timers()).length === 1);
      assert.deepEqual((await toys.read('a'))?.value, { armed: { bell: 'rung', lid: 'shut' } });
      await toys.submit(Disarm, { id: 'a' });
      assert.deepEqual(await timers(), []);
      assert.deepEqual(await differences(toys), []);
      await toys.close();
    });

    test('a timer that is due and that the new state does not have does nothing', async () => {
      const old = await first('a');
      await old.submit(Arm, { id: 'a' });
      await old.close();
      // Found due before the migration, handed over after it.
      await sql`delete from ${sql.table('order.timers')}`.execute(database);
      const toys = await second();
      await migrate(toys);
      const hour = 'xstate.after.anHour.toy.armed';
      await sql`insert into ${sql.table('order.timers')} (stream_id, timer_id, due_at, correlation_id, traceparent)
        values ('toy-a', ${hour}, ${new Date(clock.now() - 1).toISOString()}::timestamptz, 'toy-a', '')`.execute(
        database,
      );
      clock.advance(1_000);
      await waitFor('the timer to be gone', async () => !(await timers()).some(([id]) => id === hour));
      const state = await toys.read('a');
      assert.deepEqual([state?.version, state?.value], [3, { armed: { bell: 'silent', lid: 'shut' } }]);
      await toys.close();
    });

    test('the outcome of an activity that the old version asked for is a fact of the new one', async () => {
      const answers: ((text: string) => void)[] = [];
      const question: Activity = {
        retry: { attempts: 1, firstDelayMs: 1_000, maximumDelayMs: 1_000, timeoutMs: day },
        idempotencyKey: (streamId) => streamId,
        run: () =>
          new Promise((resolve) => {
            answers.push((answer) => resolve(Object.assign({ type: 'Answered' }, { answer })));
          }),
        exhausted: (_request, reason) => Object.assign({ type: 'Unanswered' }, { reason }),
      };
      const both = toyDefinitionV2({ activities: { Answer: question } });
      // New ones take the last.
      const newOnesAreOld = { ...both, machines: both.machines.toReversed() };
      const toys = await startToyService(database, { clock, definition: newOnesAreOld });
      await toys.submit(Open, { id: 'a' });
      await toys.submit(Ask, { id: 'a', question: 'why?' });
      await migrate(toys);
      for (const answer of answers) answer('because');
      await waitFor('the answer', async () => (await toys.read('a'))?.value === 'open');
      const state = await toys.read('a');
      assert.deepEqual([state?.machineVersion, Object(state?.context).answers], [2, ['because']]);
      await toys.close();
    });

    test('a dry run tells what would become of each, and changes nothing', async () => {
      const old = await first('open', 'armed', 'closed');
      await old.submit(Arm, { id: 'armed' });
      await old.submit(Close, { id: 'closed' });
      await old.close();
      const toys = await second();
      const rows = await rowsOf(database, 'actors', 'stream_id');
      const { actors } = await migrate(toys, true);
      assert.deepEqual(actors, [
        { streamId: 'toy-armed', from: 'armed', to: { armed: { bell: 'silent', lid: 'shut' } } },
        { streamId: 'toy-open', from: 'open', to: 'open' },
      ]);
      assert.deepEqual(await rowsOf(database, 'actors', 'stream_id'), rows);
      assert.deepEqual((await migrate(toys)).actors, actors);
      await toys.close();
    });

    test('one that has no place, or whose messages are held, stays and is told, dry or not', async () => {
      const old = await startToyService(database, { clock, definition: brittleToy() });
      for (const id of ['held', 'lost', 'wrong']) await old.submit(Open, { id });
      await old.submit(Add, { id: 'wrong', by: 1 });
      await old.submit(Add, { id: 'lost', by: 2 });
      await old.send(Add, { id: 'held', by: poisonousNumber });
      await old.close();
      const toys = await second();
      const some: MachineMigration = {
        ...migration,
        migrate: ({ value, context }) => {
          const { count }: { count?: number } = Object(context);
          if (count === 1)
            return {
              kind: 'moves',
              value: { armed: { bell: 'silent' } },
              context: { id: '', total: 0, answers: [] },
            };
          return count === 2
            ? { kind: 'stays', reason: 'two are too many' }
            : migration.migrate({ value, context });
        },
      };
      for (const dryRun of [true, false]) {
        const { actors } = await migrate(toys, dryRun, some);
        assert.deepEqual(
          actors.map((actor) => ('code' in actor ? [actor.streamId, actor.code] : actor)),
          [
            ['toy-held', 'actor/blocked'],
            ['toy-lost', 'migration/refused'],
            ['toy-wrong', 'migration/misfit'],
          ],
        );
      }
      assert.equal((await toys.read('lost'))?.machineVersion, 1);
      await toys.close();
    });
  });
};
