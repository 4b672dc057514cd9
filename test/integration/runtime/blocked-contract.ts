import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { FactEvent } from '../../../runtime/actor/actor-state.ts';
import type { DeliveryPolicy } from '../../../runtime/delivery/delivery-policy.ts';
import { Poison } from '../../../runtime/errors.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { dueTimers } from '../../../runtime/store/timers.ts';
import { createFaultyDatabase } from '../../support/faulty-database.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { Add, Arm, Ask, Open } from '../../support/toy-machine.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { createTroubledToys, type TroubledToys } from '../../support/troubled-toys.ts';
import { waitFor } from '../../support/wait-for.ts';
import { countOf, heldRows, nothingHeld, rowsOf } from './toy-database.ts';

const policy: DeliveryPolicy = { attempts: 1_000, firstDelayMs: 200, maximumDelayMs: 1_000 };

/** What waits behind a message that fails, on a database. */
export const blockedContract = (given: () => Database): void => {
  describe('an actor with a message that fails', () => {
    let database: Database;
    let trouble: TroubledToys;
    before(() => {
      database = given();
    });
    beforeEach(() => {
      trouble = createTroubledToys();
    });
    const start = (on = database, { definition } = trouble) =>
      startToyService(on, { definition, policyOf: () => policy });
    const facts = async (stream = 'toy-a') => {
      const events = await rowsOf<{ stream_id: string; type: string; data: { by?: number } }>(
        database,
        'events',
        'version',
      );
      return events
        .filter(({ stream_id }) => stream_id === stream)
        .map(({ type, data }) => `${type} ${data.by ?? ''}`.trim());
    };
    const states = async () =>
      (await heldRows(database)).map(({ message_id, state }) => `${message_id} ${state}`);
    const blocked = async (toys: ToyService, error?: Error) => {
      await toys.submit(Open, { id: 'a' });
      trouble.fail('bad', error);
      await toys.send(Add, { id: 'a', by: 1 }, 'bad');
    };
    const isRefused = async (toys: ToyService) => {
      const outcome = await toys.submit(Add, { id: 'a', by: 9 }, undefined, { recorded: false });
      return outcome.kind === 'rejected' && outcome.error.code;
    };

    test('parks later messages, which follow in order, and holds up no other actor', async () => {
      const toys = await start();
      await blocked(toys);
      await toys.submit(Open, { id: 'b' });
      for (const by of [2, 3, 4]) await toys.send(Add, { id: 'a', by }, `m${by}`);
      await toys.send(Add, { id: 'b', by: 7 });
      assert.deepEqual(await facts('toy-b'), ['Opened', 'Added 7']);
      assert.deepEqual(await facts(), ['Opened']);
      assert.deepEqual(await states(), ['bad retrying', 'm2 parked', 'm3 parked', 'm4 parked']);
      trouble.mend('bad');
      await nothingHeld(database);
      assert.deepEqual(await facts(), ['Opened', 'Added 1', 'Added 2', 'Added 3', 'Added 4']);
      await toys.close();
    });

    test('holds what is parked when that fails in its turn', async () => {
      const toys = await start();
      await blocked(toys);
      trouble.fail('m3', new Poison('toy/poison', 'never'));
      for (const by of [2, 3, 4]) await toys.send(Add, { id: 'a', by }, `m${by}`);
      trouble.mend('bad');
      await waitFor('a dead letter', async () => (await states())[0] === 'm3 dead');
      await toys.send(Add, { id: 'a', by: 5 }, 'm5');
      assert.deepEqual(await states(), ['m3 dead', 'm4 parked', 'm5 parked']);
      assert.deepEqual(await facts(), ['Opened', 'Added 1', 'Added 2']);
      trouble.mend('m3');
      await sql`update ${sql.table('order.held_messages')} set state = 'retrying', attempts = 0
        where state = 'dead'`.execute(database);
      await nothingHeld(database);
      assert.deepEqual(await facts(), ['Opened', ...[1, 2, 3, 4, 5].map((by) => `Added ${by}`)]);
      await toys.close();
    });

    test('refuses what an HTTP client asks, with a code of its own, and answers repeated requests', async () => {
      const toys = await start();
      await toys.submit(Open, { id: 'a' }, 'key', { answer: () => 'opened' });
      await blocked(toys, new Poison('toy/poison', 'never'));
      assert.equal(await isRefused(toys), 'actor/blocked');
      const outcome = await toys.submit(Open, { id: 'a' }, 'key', { answer: () => 'opened' });
      assert.deepEqual([outcome.kind, Object(outcome).answer], ['duplicate', 'opened']);
      assert.deepEqual(await states(), ['bad dead']);
      await toys.close();
    });

    test('keeps its timers until nothing is held', async () => {
      const clock = createManualClock();
      const toys = await startToyService(database, {
        clock,
        definition: trouble.definition,
        policyOf: () => ({ ...policy, maximumDelayMs: 200 }),
      });
      await toys.submit(Open, { id: 'a' });
      await toys.submit(Arm, { id: 'a' });
      trouble.fail('bad');
      await toys.send(Add, { id: 'a', by: 1 }, 'bad');
      clock.advance(60_000);
      await waitFor('some attempts', () => {
        clock.advance(300);
        return trouble.attempts.filter((id) => id === 'bad').length >= 5;
      });
      assert.deepEqual(await facts(), ['Opened', 'Armed']);
      // Found due again and again, many such timers would keep those of other actors from their turn.
      assert.deepEqual(await dueTimers(database, 'order', clock.now(), 10), []);
      trouble.mend('bad');
      await waitFor('the ring', () => {
        clock.advance(300);
        return toys.published.some(({ type }) => type === 'Rang');
      });
      assert.deepEqual(await facts(), ['Opened', 'Armed', 'Added 1', 'xstate.after.aMinute.toy.armed']);
      assert.equal(await countOf(database, 'timers'), 0);
      await toys.close();
    });

    test('parks the outcome of an activity, which is not run again, and records it afterwards', async () => {
      let answer = (_text: string): void => {};
      let runs = 0;
      trouble = createTroubledToys({
        activities: {
          Answer: {
            retry: { attempts: 3, firstDelayMs: 100, maximumDelayMs: 100, timeoutMs: 600_000 },
            idempotencyKey: (streamId) => streamId,
            run: () => {
              runs += 1;
              return new Promise<FactEvent>((resolve) => {
                answer = (text) => {
                  const fact = { type: 'Answered', answer: text };
                  resolve(fact);
                };
              });
            },
            exhausted: (_request, reason) => ({ type: 'Unanswered', reason }),
          },
        },
      });
      const toys = await start();
      await toys.submit(Open, { id: 'a' });
      await toys.submit(Ask, { id: 'a', question: 'why' });
      trouble.fail('bad');
      await toys.send(Add, { id: 'a', by: 1 }, 'bad');
      answer('because');
      await waitFor('a parked outcome', async () => (await heldRows(database))[1]?.kind === 'activity');
      assert.equal(await countOf(database, 'activities'), 0);
      assert.equal((await toys.read('a'))?.value, 'asking');
      trouble.mend('bad');
      await nothingHeld(database);
      assert.equal(Object((await toys.read('a'))?.context).answer, 'because');
      assert.equal(runs, 1);
      await toys.close();
    });

    /**
     * `late` has loaded the actor, or takes it for a new one, when another process holds the actor's next message; then
     * it commits its own.
     */
    const overtake = async (exists: boolean) => {
      const rival = await start();
      if (exists) await rival.submit(Open, { id: 'a' });
      const faulty = createFaultyDatabase(database);
      const loaded = faulty.answered('as seen');
      let loads = 0;
      const late = createTroubledToys({
        reference: {
          wants: () => true,
          load: async () => {
            loads += 1;
            if (loads > 1) return () => undefined;
            if (exists) await loaded;
            trouble.fail('bad');
            await rival.send(exists ? Add : Open, { id: 'a', by: 1 }, 'bad');
            return () => undefined;
          },
        },
      });
      late.fail('bad');
      const toys = await start(faulty.database, late);
      await toys.send(exists ? Add : Open, { id: 'a', by: 2 }, 'late');
      await Promise.all([toys.close(), rival.close()]);
      assert.ok(loads > 1);
      assert.deepEqual(await states(), ['bad retrying', 'late parked']);
    };

    test('is blocked for a process that had loaded it before', async () => {
      await overtake(true);
      assert.deepEqual(await facts(), ['Opened']);
    });

    test('is blocked for a process that takes it for a new one', async () => {
      await overtake(false);
      assert.deepEqual(await facts(), []);
      const [actor] = await rowsOf<{ version: number; revision: number }>(database, 'actors', 'stream_id');
      assert.equal(Number(actor?.version), 0);
      assert.ok(Number(actor?.revision) >= 2);
      const next = await start(database, createTroubledToys());
      await nothingHeld(database);
      assert.deepEqual(await facts(), ['Opened']);
      await next.close();
    });
  });
};
