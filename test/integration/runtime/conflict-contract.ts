import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { emittedMessageId } from '../../../contracts/ids.ts';
import type { ActorChange, CommitWrite, Reference } from '../../../runtime/actor/definition.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { createFaultyDatabase } from '../../support/faulty-database.ts';
import { toyDefinition, toyStream } from '../../support/toy-definition.ts';
import { Add, Arm, Ask, Close, Counted, Disarm, Nudged, Open } from '../../support/toy-machine.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { waitFor } from '../../support/wait-for.ts';
import { clearToys, countOf, rowsOf } from './toy-database.ts';

/** What happens on a database when somebody else was faster. */
export const conflictContract = (given: () => Database): void => {
  describe('conflicts', () => {
    let database: Database;
    before(() => {
      database = given();
    });

    const activities = {
      Answer: {
        retry: { attempts: 1, firstDelayMs: 1, maximumDelayMs: 1, timeoutMs: 60_000 },
        idempotencyKey: () => 'key',
        run: () => new Promise<never>(() => {}),
        exhausted: () => ({ type: 'Unanswered', reason: '' }),
      },
    };

    /** Runs `slow` on one process; when it has loaded its actor, `quick` is committed by another one. */
    const race = async (
      quick: (toys: ToyService) => Promise<unknown>,
      slow: (toys: ToyService) => Promise<unknown>,
    ) => {
      const rival = await startToyService(database);
      await rival.submit(Open, { id: 'a' });
      const faulty = createFaultyDatabase(database);
      const loaded = faulty.answered('as seen');
      let loads = 0;
      const reference: Reference<undefined> = {
        wants: () => true,
        load: async () => {
          loads += 1;
          if (loads === 1) await loaded.then(() => quick(rival));
          return () => undefined;
        },
      };
      const toys = await startToyService(faulty.database, {
        definition: toyDefinition({ reference, activities }),
      });
      const outcome = await slow(toys);
      await Promise.all([toys.close(), rival.close()]);
      assert.equal(loads, 2);
      return outcome;
    };
    const facts = async () => {
      const events = await rowsOf<{ version: number; type: string }>(database, 'events', 'position');
      return events.map(({ version, type }) => `${version} ${type}`);
    };

    test('who comes second writes nothing and is decided again on the new state', async () => {
      const outcome = await race(
        (toys) => toys.submit(Close, { id: 'a' }),
        (toys) => toys.submit(Add, { id: 'a', by: 1 }, 'slow'),
      );
      assert.equal(Object(outcome).kind, 'rejected');
      assert.deepEqual(Object(outcome).error.details, { state: 'closed', allowed: [] });
      assert.deepEqual(await facts(), ['1 Opened', '2 Closed']);
      assert.equal(await countOf(database, 'outbox'), 0);
      const inbox = await rowsOf<{ message_id: string; outcome: string }>(database, 'inbox', 'message_id');
      assert.equal(inbox.find(({ message_id }) => message_id === 'slow')?.outcome, 'rejected');
    });

    test('what another process made of an actor counts, not what this one remembers of it', async () => {
      const [toys, rival] = await Promise.all([startToyService(database), startToyService(database)]);
      await toys.submit(Open, { id: 'a' });
      await rival.submit(Arm, { id: 'a' });
      const unrecorded = { recorded: false };
      // Remembered as open, where it would be refused without a commit.
      assert.equal((await toys.submit(Disarm, { id: 'a' }, undefined, unrecorded)).kind, 'accepted');
      await toys.submit(Open, { id: 'b' });
      await rival.submit(Close, { id: 'b' });
      // Remembered as open, where it would be taken.
      const outcome = await toys.submit(Add, { id: 'b', by: 1 });
      assert.deepEqual(outcome.kind === 'rejected' && outcome.error.details, {
        state: 'closed',
        allowed: [],
      });
      await Promise.all([toys.close(), rival.close()]);
    });

    test('who comes second sets no timer and asks for no activity', async () => {
      for (const slow of [Arm, Ask]) {
        const outcome = await race(
          (toys) => toys.submit(Close, { id: 'a' }),
          (toys) => toys.submit(slow, { id: 'a', question: 'why' }),
        );
        assert.equal(Object(outcome).kind, 'rejected');
        assert.equal(await countOf(database, 'timers'), 0);
        assert.equal(await countOf(database, 'activities'), 0);
        await clearToys(database);
      }
    });

    test('two who both may go on follow one another', async () => {
      const outcome = await race(
        (toys) => toys.submit(Add, { id: 'a', by: 1 }),
        (toys) => toys.submit(Add, { id: 'a', by: 1 }),
      );
      assert.equal(Object(outcome).state.version, 3);
      assert.deepEqual(await facts(), ['1 Opened', '2 Added', '3 Added']);
    });

    test('a message that was ignored on an old state is decided again and taken', async () => {
      const outcome = await race(
        (toys) => toys.submit(Arm, { id: 'a' }),
        (toys) => toys.submit(Nudged, { id: 'a' }),
      );
      assert.equal(Object(outcome).kind, 'accepted');
      assert.deepEqual(await facts(), ['1 Opened', '2 Armed', '3 Nudged']);
    });

    test('a command that was refused on an old state is decided again and taken', async () => {
      const outcome = await race(
        (toys) => toys.submit(Open, { id: 'b' }),
        (toys) => toys.submit(Add, { id: 'b', by: 1 }),
      );
      assert.equal(Object(outcome).kind, 'accepted');
      assert.deepEqual(await facts(), ['1 Opened', '1 Opened', '2 Added']);
    });

    /** A service with rows of its own whose `lock` answers as the test says, and what it was asked. */
    const startWriting = async (lock: (streams: readonly string[]) => ReadonlySet<string>) => {
      const locked: string[][] = [];
      const applied: string[][] = [];
      const streamsOf = (changes: readonly ActorChange<unknown>[]) =>
        changes.map(({ after }) => after.streamId);
      const write: CommitWrite<unknown> = {
        lock: async (_transaction, changes) => {
          const streams = streamsOf(changes);
          locked.push(streams);
          const refused = lock(streams);
          return new Set(streams.filter((stream) => refused.has(stream)));
        },
        apply: async (_transaction, changes) => {
          applied.push(streamsOf(changes));
          return changes.map(({ after }) => ({
            id: emittedMessageId(after.streamId, after.version, 99),
            subject: after.streamId,
            version: after.version,
            event: { type: Counted.type, count: 99 },
          }));
        },
      };
      const toys = await startToyService(database, { definition: toyDefinition({ write }) });
      return { toys, locked, applied };
    };
    const [a, b] = [toyStream('a'), toyStream('b')];
    const openBoth = (toys: ToyService) =>
      Promise.all([toys.submit(Open, { id: 'a' }), toys.submit(Open, { id: 'b' })]);

    test('a change that the rows do not allow is decided again, and only that one', async () => {
      let refusals = 1;
      const { toys, locked, applied } = await startWriting(() => {
        refusals -= 1;
        return new Set(refusals === 0 ? [a] : []);
      });
      await openBoth(toys);
      assert.deepEqual(locked, [[a, b], [a]]);
      assert.deepEqual(applied, [[b], [a]]);
      assert.equal(await countOf(database, 'events'), 2);
      await waitFor('what was written to be published', () => toys.published.length === 2);
      assert.deepEqual(
        toys.published.map(({ messageId }) => messageId),
        [`${b}/1/99`, `${a}/1/99`],
      );
      await toys.close();
    });

    test('a deadlock over the rows is no fault: the batch is decided again', async () => {
      let deadlocks = 1;
      const { toys, locked } = await startWriting(() => {
        if (deadlocks === 0) return new Set();
        deadlocks -= 1;
        throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
      });
      await openBoth(toys);
      assert.deepEqual(locked, [
        [a, b],
        [a, b],
      ]);
      assert.equal(await countOf(database, 'events'), 2);
      await toys.close();
    });

    test('a mistake in the code of a write fails the messages that meet it, alone', async () => {
      const { toys } = await startWriting((streams) => {
        if (streams.includes(a)) throw new TypeError('x is not a function');
        return new Set();
      });
      const [first, second] = await Promise.allSettled([
        toys.submit(Open, { id: 'a' }),
        toys.submit(Open, { id: 'b' }),
      ]);
      assert.ok(first.status === 'rejected' && first.reason.code === 'message/unstorable');
      assert.equal(second.status, 'fulfilled');
      await toys.close();
    });
  });
};
