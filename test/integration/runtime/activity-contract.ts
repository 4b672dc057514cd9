import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Activity, RetryPolicy } from '../../../runtime/actor/definition.ts';
import { Transient } from '../../../runtime/errors.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { createFaultyDatabase } from '../../support/faulty-database.ts';
import { createHurriedClock } from '../../support/hurried-clock.ts';
import { toyDefinition } from '../../support/toy-definition.ts';
import { Ask, Open } from '../../support/toy-machine.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { waitFor } from '../../support/wait-for.ts';
import { countOf, rowsOf } from './toy-database.ts';

const retry: RetryPolicy = { attempts: 3, firstDelayMs: 100, maximumDelayMs: 1_000, timeoutMs: 20_000 };

/** What activities do on a database. */
export const activityContract = (given: () => Database): void => {
  describe('activities', () => {
    let database: Database;
    before(async () => {
      database = given();
    });

    /** Starts a service whose questions are answered by `run`, and notes the key of every attempt. */
    const startWith = async (
      run: (signal: AbortSignal) => Promise<string>,
      on = database,
      policy = retry,
      clock = createHurriedClock(),
    ) => {
      const keys: string[] = [];
      const answer: Activity = {
        retry: policy,
        idempotencyKey: (streamId) => `${streamId}/question`,
        run: async (_request, key, signal) => {
          keys.push(key);
          return { type: 'Answered', answer: await run(signal) };
        },
        exhausted: (_request, reason) => ({ type: 'Unanswered', reason }),
      };
      const toys = await startToyService(on, {
        clock,
        definition: toyDefinition({ activities: { Answer: answer } }),
      });
      return { toys, keys };
    };
    const ask = async (toys: ToyService) => {
      await toys.submit(Open, { id: 'a' });
      await toys.submit(Ask, { id: 'a', question: 'why' });
    };
    const answerOf = (toys: ToyService, value: string) =>
      waitFor(`a toy that is ${value}`, async () => {
        const state = await toys.read('a');
        return state?.value === value && Object(state.context).answer;
      });

    test('an activity runs after the commit that asked for it, and its outcome is a fact', async () => {
      let committed = 0;
      const { toys, keys } = await startWith(async () => {
        committed = await countOf(database, 'activities');
        return 'because';
      });
      await ask(toys);
      assert.equal(await answerOf(toys, 'open'), 'because');
      assert.equal(committed, 1);
      assert.deepEqual(keys, ['toy-a/question']);
      assert.equal(await countOf(database, 'activities'), 0);
      assert.deepEqual(toys.published, []);
      await toys.close();
    });

    test('twenty that run at once are no leak to Node', async () => {
      const warnings: string[] = [];
      const note = ({ name }: Error) => warnings.push(name);
      process.on('warning', note);
      let answer = (_text: string): void => {};
      const answered = new Promise<string>((resolve) => {
        answer = resolve;
      });
      const { toys, keys } = await startWith(() => answered);
      for (let index = 0; index < 20; index += 1) {
        await toys.submit(Open, { id: `${index}` });
        await toys.submit(Ask, { id: `${index}`, question: 'why' });
      }
      await waitFor('twenty attempts', () => keys.length === 20);
      answer('because');
      await waitFor('twenty answers', async () => (await countOf(database, 'activities')) === 0);
      await toys.close();
      process.off('warning', note);
      assert.deepEqual(warnings, []);
    });

    test('a failed attempt is repeated with the same key', async () => {
      let attempts = 0;
      const { toys, keys } = await startWith(async () => {
        attempts += 1;
        if (attempts < 3) throw new Transient('toy/busy', 'busy \0');
        return 'at last';
      });
      await ask(toys);
      assert.equal(await answerOf(toys, 'open'), 'at last');
      assert.deepEqual(keys, ['toy-a/question', 'toy-a/question', 'toy-a/question']);
      await toys.close();
    });

    test('an exhausted activity reports why, in text that can be stored', async () => {
      const { toys, keys } = await startWith(async () => {
        throw new Error('dead \0 line');
      });
      await ask(toys);
      assert.equal(await answerOf(toys, 'unanswered'), 'dead \uFFFD line');
      assert.equal(keys.length, 3);
      assert.equal(await countOf(database, 'activities'), 0);
      await toys.close();
    });

    test('an attempt without an answer is given up and counts', async () => {
      const policy = { ...retry, attempts: 1, timeoutMs: 1_000 };
      const { toys } = await startWith(() => new Promise(() => {}), database, policy);
      await ask(toys);
      assert.equal(await answerOf(toys, 'unanswered'), 'no answer within 1000 ms');
      await toys.close();
    });

    test('an outcome that cannot be stored ends in a report instead of repeating for ever', async () => {
      const { toys, keys } = await startWith(async () => 'nul \0');
      await ask(toys);
      assert.match(await answerOf(toys, 'unanswered'), /^The database refuses/);
      assert.equal(keys.length, 3);
      await toys.close();
    });

    test('an activity survives a service that loses its database and ends', async () => {
      const faulty = createFaultyDatabase(database);
      const cut = await startWith(async () => {
        faulty.cut();
        return 'never recorded';
      }, faulty.database);
      await ask(cut.toys);
      await waitFor('an attempt', () => cut.keys.length === 1);
      await cut.toys.close();
      assert.equal(await countOf(database, 'activities'), 1);

      const next = await startWith(async () => 'later');
      assert.equal(await answerOf(next.toys, 'open'), 'later');
      assert.deepEqual([...cut.keys, ...next.keys], ['toy-a/question', 'toy-a/question']);
      const attempts = await rowsOf(database, 'activities', 'id');
      assert.deepEqual(attempts, []);
      await next.toys.close();
    });

    test('an activity whose failure cannot be recorded is tried again before its lease ends', async () => {
      const faulty = createFaultyDatabase(database);
      // Slow enough to tell the lease of 15 s from less on a busy machine.
      const clock = createHurriedClock(2);
      const attempts: number[] = [];
      const { toys } = await startWith(
        async () => {
          attempts.push(clock.now());
          if (attempts.length > 1) return 'in time';
          faulty.cut();
          throw new Transient('toy/busy', 'busy');
        },
        faulty.database,
        retry,
        clock,
      );
      const refused = faulty.refused('last_error');
      await ask(toys);
      await refused;
      faulty.restore();
      assert.equal(await answerOf(toys, 'open'), 'in time');
      const [first = 0, second = 0] = attempts;
      assert.ok(second - first < 10_000, `${second - first} ms later`);
      await toys.close();
    });

    test('a service that stops lets a running activity end', async () => {
      let answer = (_text: string): void => {};
      const { toys, keys } = await startWith(
        () =>
          new Promise((resolve) => {
            answer = resolve;
          }),
      );
      await ask(toys);
      await waitFor('an attempt', () => keys.length === 1);
      const closing = toys.close();
      answer('just in time');
      await closing;
      assert.equal(Object((await toys.read('a'))?.context).answer, 'just in time');
    });

    test('a service that stops does not wait for ever: the activity stays to be done, and no attempt is counted', async () => {
      const aborted: string[] = [];
      const { toys, keys } = await startWith(
        (signal) =>
          new Promise(() => {
            signal.addEventListener('abort', () => aborted.push(signal.reason.message));
          }),
      );
      await ask(toys);
      await waitFor('an attempt', () => keys.length === 1);
      await toys.close();
      assert.deepEqual(aborted, ['the process stops']);
      const [row] = await rowsOf<{ attempts: number }>(database, 'activities', 'id');
      assert.equal(row?.attempts, 0);
      assert.equal((await toys.read('a'))?.value, 'asking');
    });
  });
};
