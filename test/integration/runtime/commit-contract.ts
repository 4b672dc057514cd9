import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Outcome } from '../../../runtime/actor/intake.ts';
import { Poison, Rejected } from '../../../runtime/errors.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { createFaultyDatabase } from '../../support/faulty-database.ts';
import { Add, Close, Nudged, Open, poisonousNumber } from '../../support/toy-machine.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { countOf, rowsOf } from './toy-database.ts';

const kinds = (outcomes: readonly Outcome[]): readonly string[] => outcomes.map(({ kind }) => kind);

/** What one batch does to a database. */
export const commitContract = (given: () => Database): void => {
  describe('commits', () => {
    let database: Database;
    let toys: ToyService;
    before(async () => {
      database = given();
      toys = await startToyService(database);
    });
    after(async () => {
      await toys.close();
    });

    test('what was committed is loaded again', async () => {
      await toys.submit(Open, { id: 'a' });
      const outcome = await toys.submit(Add, { id: 'a', by: 2 });
      assert.equal(outcome.kind, 'accepted');
      const state = await toys.read('a');
      assert.deepEqual(outcome.kind === 'accepted' && outcome.state, state);
      assert.equal(state?.version, 2);
      assert.equal(state?.value, 'open');
      assert.deepEqual(state?.context, { id: 'a', count: 2, answer: '' });
      assert.equal(await toys.read('nobody'), undefined);
    });

    test('the log keeps each fact with its cause, its state and what it emitted', async () => {
      await Promise.all([
        toys.submit(Open, { id: 'a' }, 'm1'),
        toys.submit(Add, { id: 'a', by: 2, note: 'ü' }, 'm2'),
        toys.submit(Add, { id: 'a', by: 3 }, 'm3'),
      ]);
      const events = await rowsOf<Record<string, unknown>>(database, 'events', 'position');
      assert.deepEqual(
        events.map(({ version, type, data, state, message_id, correlation_id, machine_version }) => [
          version,
          type,
          data,
          state,
          message_id,
          correlation_id,
          machine_version,
        ]),
        [
          [1, 'Opened', {}, 'open', 'm1', 'a/root', 1],
          [2, 'Added', { by: 2, note: 'ü' }, 'open', 'm2', 'a/root', 1],
          [3, 'Added', { by: 3 }, 'open', 'm3', 'a/root', 1],
        ],
      );
      assert.deepEqual(events[1]?.emitted, [{ type: 'Counted', count: 2, note: 'ü' }]);
    });

    test('a message seen before is a duplicate and changes nothing', async () => {
      const more = { fingerprint: 'f', answer: () => ({ shown: 1 }) };
      await toys.submit(Open, { id: 'a' }, 'one', more);
      await toys.submit(Add, { id: 'a', by: 1 }, 'two');
      const before = await rowsOf(database, 'actors', 'stream_id');
      assert.deepEqual(await toys.submit(Open, { id: 'a' }, 'one', more), {
        kind: 'duplicate',
        answer: { shown: 1 },
        fingerprint: 'f',
      });
      assert.deepEqual(await toys.submit(Add, { id: 'a', by: 1 }, 'two'), {
        kind: 'duplicate',
        answer: null,
        fingerprint: null,
      });
      assert.deepEqual(await rowsOf(database, 'actors', 'stream_id'), before);
      assert.equal(await countOf(database, 'events'), 2);
    });

    test('a message that became a fact is known by it, and has a row of the inbox only behind the first 200', async () => {
      const add = (id: string) => toys.submit(Add, { id: 'a', by: 1 }, id);
      const known = async () =>
        (await rowsOf<{ message_id: string }>(database, 'inbox', 'message_id')).map((row) => row.message_id);
      await toys.submit(Open, { id: 'a' }, 'first');
      await Promise.all(Array.from({ length: 199 }, (_, index) => add(`more ${index}`)));
      assert.deepEqual(await known(), []);
      assert.equal((await add('200 behind it')).kind, 'accepted');
      assert.deepEqual(await known(), ['200 behind it']);
      const again = await Promise.all(['more 0', 'more 198', '200 behind it'].map(add));
      assert.deepEqual(kinds(again), ['duplicate', 'duplicate', 'duplicate']);
      assert.equal((await toys.read('a'))?.version, 201);
    });

    test('the same message twice in one batch is taken once', async () => {
      await toys.submit(Open, { id: 'a' });
      const outcomes = await Promise.all([1, 2, 3].map(() => toys.submit(Add, { id: 'a', by: 1 }, 'same')));
      assert.deepEqual(kinds(outcomes), ['accepted', 'duplicate', 'duplicate']);
      assert.equal((await toys.read('a'))?.version, 2);
    });

    test('a commit whose answer is lost is not done twice', async () => {
      const faulty = createFaultyDatabase(database);
      const unlucky = await startToyService(faulty.database);
      await unlucky.submit(Open, { id: 'a' });
      faulty.loseAnswer('new_events');
      assert.equal((await unlucky.submit(Add, { id: 'a', by: 1 })).kind, 'duplicate');
      assert.equal((await unlucky.read('a'))?.version, 2);
      await unlucky.close();
    });

    test('refusals are remembered, except those of a client that may correct its request', async () => {
      await toys.submit(Open, { id: 'a' });
      const refused = await toys.submit(Add, { id: 'a', by: -1 }, 'no');
      assert.ok(refused.kind === 'rejected' && refused.error instanceof Rejected);
      assert.equal(refused.error.code, 'toy/negative');
      await toys.submit(Add, { id: 'a', by: -1 }, 'again', { answer: () => 1 });
      await toys.submit(Add, { id: 'a', by: 0 }, 'zero');
      await toys.submit(Nudged, { id: 'a' }, 'late');
      const inbox = await rowsOf<{ message_id: string; outcome: string }>(database, 'inbox', 'message_id');
      assert.deepEqual(
        inbox.map(({ message_id, outcome }) => [message_id, outcome]).filter(([id]) => String(id).length < 6),
        [
          ['late', 'ignored'],
          ['no', 'rejected'],
          ['zero', 'rejected'],
        ],
      );
    });

    test('an unrecorded command leaves no row in the inbox', async () => {
      await toys.submit(Open, { id: 'a' }, randomUUID(), { recorded: false });
      assert.equal(await countOf(database, 'inbox'), 0);
      assert.equal((await toys.read('a'))?.version, 1);
    });

    /** 25 messages to each of two toys, one of them the poison; resolves with the reasons of those that failed. */
    const batchOf50 = async (poison: () => Promise<Outcome>): Promise<readonly unknown[]> => {
      await Promise.all([toys.submit(Open, { id: 'a' }), toys.submit(Open, { id: 'b' })]);
      const add = (_: unknown, index: number) => toys.submit(Add, { id: index % 2 ? 'a' : 'b', by: 1 });
      const early = Array.from({ length: 20 }, add);
      const poisoned = poison();
      const late = Array.from({ length: 29 }, add);
      const results = await Promise.allSettled([...early, poisoned, ...late]);
      assert.equal((await toys.read('b'))?.version, 26);
      return results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    };

    test('a message whose guard throws fails alone; its batch of 50 is committed', async () => {
      const failures = await batchOf50(() => toys.submit(Add, { id: 'a', by: poisonousNumber }, 'poison'));
      assert.match(String(failures), /The guard cannot bear this number$/);
      assert.equal(failures.length, 1);
      assert.equal((await toys.read('a'))?.version, 25);
    });

    test('a message that the database cannot store fails alone; its batch of 50 is committed', async () => {
      const failures = await batchOf50(() => toys.submit(Add, { id: 'a', by: 7, note: 'nul \0' }, 'poison'));
      assert.equal(failures.length, 1);
      assert.ok(failures[0] instanceof Poison);
      assert.equal(failures[0].code, 'message/unstorable');
      assert.deepEqual((await toys.read('a'))?.context, { id: 'a', count: 24, answer: '' });
      const seen = await rowsOf<{ message_id: string }>(database, 'inbox', 'message_id');
      assert.equal(seen.filter(({ message_id }) => message_id === 'poison').length, 0);
    });

    test('a message through the broker is set aside when it can never be handled, and only then', async () => {
      await toys.send(Open, { id: 'a' });
      await toys.send(Add, { id: 'a', by: poisonousNumber }, 'poison');
      const held = await rowsOf<Record<string, unknown>>(database, 'held_messages', 'id');
      assert.deepEqual(
        held.map(({ message_id, error_code, attempts }) => [message_id, error_code, attempts]),
        [['poison', 'message/handler-failed', 1]],
      );
      assert.equal((await toys.read('a'))?.version, 1);
    });

    test('an actor on a machine that is not deployed fails its own messages and holds up nobody', async () => {
      await toys.submit(Open, { id: 'future' });
      await sql`update ${sql.table('order.actors')} set machine_version = 9 where stream_id = 'toy-future'`.execute(
        database,
      );
      await sql`update ${sql.table('order.events')} set machine_version = 9 where stream_id = 'toy-future'`.execute(
        database,
      );
      const later = await startToyService(database);
      const [future, other] = await Promise.allSettled([
        later.submit(Close, { id: 'future' }),
        later.submit(Open, { id: 'a' }),
      ]);
      assert.ok(future.status === 'rejected' && future.reason.code === 'machine/unknown-version');
      assert.equal(other.status, 'fulfilled');
      await sql`update ${sql.table('order.actors')} set snapshot = null`.execute(database);
      await assert.rejects(later.submit(Close, { id: 'future' }), { code: 'machine/unknown-version' });
      await later.close();
    });
  });
};
