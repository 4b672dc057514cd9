import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { DeliveryPolicy } from '../../../runtime/delivery/delivery-policy.ts';
import { Poison } from '../../../runtime/errors.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { Add, Nudged, Open } from '../../support/toy-machine.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { createTroubledToys, type TroubledToys } from '../../support/troubled-toys.ts';
import { waitFor } from '../../support/wait-for.ts';
import { type HeldRow, heldRows, nothingHeld, rowsOf } from './toy-database.ts';

const patient: DeliveryPolicy = { attempts: 100, firstDelayMs: 200, maximumDelayMs: 1_000 };

/** How a message that fails is tried again, on a database. */
export const heldContract = (given: () => Database): void => {
  describe('messages that fail', () => {
    let database: Database;
    let trouble: TroubledToys;
    before(() => {
      database = given();
    });
    beforeEach(() => {
      trouble = createTroubledToys();
    });
    const start = (policy: DeliveryPolicy | ((type: string) => DeliveryPolicy) = patient) =>
      startToyService(database, {
        definition: trouble.definition,
        policyOf: typeof policy === 'function' ? policy : () => policy,
      });
    const opened = async (...policy: Parameters<typeof start>): Promise<ToyService> => {
      const toys = await start(...policy);
      await toys.submit(Open, { id: 'a' });
      return toys;
    };
    const triesOf = (id: string) => trouble.attempts.filter((each) => each === id).length;
    const countIs = (toys: ToyService, count: number) =>
      waitFor(
        `a count of ${count}`,
        async () => Object((await toys.read('a'))?.context).count === count || undefined,
      );
    const died = (id: string) =>
      waitFor<HeldRow>(`${id} to be dead`, async () =>
        (await heldRows(database)).find(({ message_id, state }) => message_id === id && state === 'dead'),
      );

    test('one is tried again, is done, leaves no row, and is a fact once', async () => {
      const toys = await opened();
      trouble.fail('bad');
      await toys.send(Add, { id: 'a', by: 5 }, 'bad');
      const [row] = await heldRows(database);
      assert.equal(row?.state, 'retrying');
      assert.equal(row.error_code, 'message/handler-failed');
      assert.match(row.error_stack ?? '', /The toy is troubled\n +at /);
      await waitFor('some attempts', () => triesOf('bad') >= 3);
      trouble.mend('bad');
      await countIs(toys, 5);
      await nothingHeld(database);
      const events = await rowsOf<{ message_id: string; type: string }>(database, 'events', 'position');
      assert.deepEqual(
        events.map(({ message_id, type }) => message_id === 'bad' && type),
        [false, 'Added'],
      );
      assert.equal((await toys.read('a'))?.version, 2);
      await toys.close();
    });

    test('no attempt comes before its pause is over, and the pauses double up to the longest', async () => {
      const clock = createManualClock();
      const times: number[] = [];
      trouble = createTroubledToys({}, (id) => {
        if (id === 'bad') times.push(clock.now());
      });
      const policy = { attempts: 5, firstDelayMs: 400, maximumDelayMs: 1_500 };
      const toys = await startToyService(database, {
        clock,
        definition: trouble.definition,
        policyOf: () => policy,
      });
      await toys.submit(Open, { id: 'a' });
      trouble.fail('bad');
      await toys.send(Add, { id: 'a', by: 1 }, 'bad');
      for (const [index, longest] of [400, 800, 1_500, 1_500].entries()) {
        const row = await waitFor(`attempt ${index + 1}`, async () => {
          const [found] = await heldRows(database);
          if (found && found.attempts > index) return found;
          clock.advance(50);
        });
        const pause = row.due_at.getTime() - row.last_seen_at.getTime();
        assert.ok(pause <= longest && pause >= longest * 0.75, `pause ${index + 1} of ${pause} ms`);
        await waitFor(`attempt ${index + 2}`, () => {
          if (times.length > index + 1) return true;
          clock.advance(50);
        });
        assert.ok((times[index + 1] ?? 0) >= row.due_at.getTime());
      }
      await died('bad');
      await toys.close();
    });

    test('attempts and their limit are those of the type; then it is dead, with its first and last time', async () => {
      const toys = await opened((type) => ({ ...patient, attempts: type === 'Add' ? 3 : 1 }));
      for (const id of ['add', 'nudge']) trouble.fail(id);
      await toys.submit(Open, { id: 'b' });
      await toys.send(Add, { id: 'a', by: 1 }, 'add');
      await toys.send(Nudged, { id: 'b' }, 'nudge');
      const [add, nudge] = [await died('add'), await died('nudge')];
      assert.deepEqual([add.attempts, nudge.attempts], [3, 1]);
      assert.deepEqual([triesOf('add'), triesOf('nudge')], [3, 1]);
      assert.ok(add.first_seen_at < add.last_seen_at);
      assert.deepEqual([add.stream_id, add.correlation_id, add.kind], ['toy-a', 'a/root', 'message']);
      assert.deepEqual(JSON.parse(String(Buffer.from(add.body))), { id: 'a', by: 1 });
      await toys.close();
    });

    test('one that no attempt mends is dead at once, and is not tried again', async () => {
      const toys = await opened();
      trouble.fail('bad', new Poison('toy/poison', 'never'));
      await toys.send(Add, { id: 'a', by: 1 }, 'bad');
      const [row] = await heldRows(database);
      assert.deepEqual([row?.state, row?.attempts, row?.error_code], ['dead', 1, 'toy/poison']);
      trouble.fail('other');
      await toys.submit(Open, { id: 'b' });
      await toys.send(Add, { id: 'b', by: 1 }, 'other');
      await waitFor('looks of the scheduler', () => triesOf('other') >= 3);
      assert.equal(triesOf('bad'), 1);
      await toys.close();
    });

    test('what is held outlives its service and is taken by the next', async () => {
      const toys = await opened();
      trouble.fail('bad');
      await toys.send(Add, { id: 'a', by: 5 }, 'bad');
      await toys.send(Add, { id: 'a', by: 6 });
      await toys.close();
      assert.equal((await heldRows(database)).length, 2);
      trouble = createTroubledToys();
      const next = await start();
      await countIs(next, 11);
      await nothingHeld(database);
      await next.close();
    });

    test('a held message that is delivered again is absorbed, before and after it is dead', async () => {
      const toys = await opened({ attempts: 2, firstDelayMs: 20_000, maximumDelayMs: 20_000 });
      trouble.fail('bad');
      const deliver = () => toys.send(Add, { id: 'a', by: 5 }, 'bad');
      await deliver();
      await deliver();
      assert.deepEqual([triesOf('bad'), (await heldRows(database)).length], [1, 1]);
      await died('bad');
      await Promise.all([deliver(), deliver()]);
      const rows = await heldRows(database);
      assert.deepEqual(
        rows.map(({ state, attempts }) => [state, attempts]),
        [['dead', 2]],
      );
      await toys.close();
    });

    test('a message that is held although the inbox has it is released and not done again', async () => {
      const toys = await opened();
      trouble.fail('bad');
      await toys.send(Add, { id: 'a', by: 5 }, 'bad');
      await toys.close();
      await sql`insert into ${sql.table('order.inbox')} (message_id, stream_id, outcome, received_at)
        values ('bad', 'toy-a', 'accepted', now())`.execute(database);
      const next = await start();
      await nothingHeld(database);
      assert.equal((await next.read('a'))?.version, 1);
      await next.close();
    });

    test('one of fifty messages fails alone, and is held in the commit of the others', async () => {
      const ids = Array.from({ length: 50 }, (_, index) => `${index}`);
      // A second attempt would be a transaction of its own.
      const toys = await start({ ...patient, attempts: 1 });
      await Promise.all(ids.map((id) => toys.submit(Open, { id })));
      trouble.fail('message 17');
      await Promise.all(ids.map((id) => toys.send(Add, { id, by: 1 }, `message ${id}`)));
      const events = await rowsOf<{ type: string; transaction_id: string }>(database, 'events', 'position');
      const added = events.filter(({ type }) => type === 'Added');
      assert.equal(added.length, 49);
      const [held, ...more] = await heldRows(database);
      assert.deepEqual([held?.message_id, more], ['message 17', []]);
      assert.ok(added.some(({ transaction_id }) => transaction_id === held?.transaction));
      await toys.close();
    });
  });
};
