import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import type { Broker, PublishResult } from '../../../runtime/broker/broker.ts';
import { inBinaryMode } from '../../../runtime/broker/wire-content.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { createFaultyDatabase } from '../../support/faulty-database.ts';
import { createManualClock } from '../../support/manual-clock.ts';
import { Add, Close, Open } from '../../support/toy-machine.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { waitFor } from '../../support/wait-for.ts';
import { countOf, heldRows } from './toy-database.ts';

/** How messages leave a database. */
export const outboxContract = (given: () => Database): void => {
  describe('outbox', () => {
    let database: Database;
    before(async () => {
      database = given();
    });

    const count = async (toys: ToyService) => {
      await toys.submit(Open, { id: 'a' });
      await toys.submit(Add, { id: 'a', by: 1 });
    };
    const emptied = () => waitFor('an empty outbox', async () => (await countOf(database, 'outbox')) === 0);
    /** A broker that answers a publish only when the test says so, if ever. */
    const silentBroker = () => {
      const waiting: ((results: readonly PublishResult[]) => void)[] = [];
      const around = (broker: Broker): Broker => ({
        ...broker,
        publish: (messages) => {
          void broker.publish(messages);
          return new Promise((resolve) => void waiting.push(resolve));
        },
      });
      return { around, waiting };
    };

    test('a message stays in the outbox until the broker has confirmed it', async () => {
      const { around, waiting } = silentBroker();
      const toys = await startToyService(database, { around });
      await count(toys);
      await waitFor('a publish', () => waiting.length === 1);
      await toys.submit(Open, { id: 'b' });
      assert.equal(await countOf(database, 'outbox'), 1);
      waiting[0]?.([{ confirmed: true }]);
      await emptied();
      await toys.close();
    });

    test('a commit is published while the one before it waits for its confirms', async () => {
      const { around, waiting } = silentBroker();
      const toys = await startToyService(database, { around });
      await count(toys);
      await toys.submit(Add, { id: 'a', by: 1 });
      await waitFor('two publishes', () => waiting.length === 2);
      waiting[1]?.([{ confirmed: true }]);
      await waitFor('one left', async () => (await countOf(database, 'outbox')) === 1);
      waiting[0]?.([{ confirmed: true }]);
      await emptied();
      await toys.close();
    });

    test('commits that are confirmed in the meantime are deleted together', async () => {
      const clock = createManualClock();
      const { around, waiting } = silentBroker();
      const toys = await startToyService(database, { around, clock });
      const confirmNext = () => waiting.shift()?.([{ confirmed: true }]);
      await count(toys);
      await waitFor('a publish', () => waiting.length === 1);
      confirmNext();
      await emptied();
      for (const publishes of [1, 2]) {
        await toys.submit(Add, { id: 'a', by: 1 });
        await waitFor('a publish', () => waiting.length === publishes);
      }
      confirmNext();
      confirmNext();
      // A delete of its own for each would have gone before this commit.
      await toys.submit(Add, { id: 'a', by: 1 });
      assert.equal(await countOf(database, 'outbox'), 3);
      clock.advance(250);
      await waitFor('one left', async () => (await countOf(database, 'outbox')) === 1);
      confirmNext();
      clock.advance(250);
      await emptied();
      await toys.close();
    });

    test('a message that is not confirmed is published again, under the same id', async () => {
      let refusals = 2;
      const around = (broker: Broker): Broker => ({
        ...broker,
        publish: async (messages) => {
          const results = await broker.publish(messages);
          if (refusals === 0) return results;
          refusals -= 1;
          return messages.map(() => ({ confirmed: false, reason: 'returned' }));
        },
      });
      const toys = await startToyService(database, { around });
      await count(toys);
      await emptied();
      assert.deepEqual(
        toys.published.map(({ messageId }) => messageId),
        ['toy-a/2/0', 'toy-a/2/0', 'toy-a/2/0'],
      );
      await toys.close();
    });

    /** Two messages in one commit, to a broker that answers each publish as `answer` says. */
    const countTwice = async (answer: (id: string | undefined) => PublishResult) => {
      const around = (broker: Broker): Broker => ({
        ...broker,
        publish: async (messages) => {
          await broker.publish(messages);
          return messages.map(({ messageId }) => answer(messageId));
        },
      });
      const toys = await startToyService(database, { around });
      await toys.submit(Open, { id: 'a' });
      await Promise.all([toys.submit(Add, { id: 'a', by: 1 }), toys.submit(Add, { id: 'a', by: 2 })]);
      return toys;
    };
    const ids = (toys: ToyService) => toys.published.map(({ messageId }) => messageId);

    test('of two messages of a commit that which is not confirmed is published again alone', async () => {
      let refusals = 1;
      const toys = await countTwice((id) => {
        if (id !== 'toy-a/3/0' || refusals === 0) return { confirmed: true };
        refusals -= 1;
        return { confirmed: false, reason: 'returned' };
      });
      await emptied();
      assert.deepEqual(ids(toys), ['toy-a/2/0', 'toy-a/3/0', 'toy-a/3/0']);
      await toys.close();
    });

    test('one of two that becomes a dead letter leaves the other in the outbox', async () => {
      const refusing = await countTwice((id) => ({
        confirmed: false,
        reason: id === 'toy-a/2/0' ? 'broker/not-encodable' : 'broker/unavailable',
      }));
      await waitFor('a dead letter', async () => (await heldRows(database)).length === 1);
      await refusing.close();
      const next = await startToyService(database);
      await emptied();
      assert.deepEqual(ids(next), ['toy-a/3/0']);
      assert.deepEqual(
        (await heldRows(database)).map(({ message_id, kind }) => [message_id, kind]),
        [['toy-a/2/0', 'outgoing']],
      );
      await next.close();
    });

    test('what a dead process left in the outbox is published at the next start, whoever leases it', async () => {
      const clock = createManualClock();
      const faulty = createFaultyDatabase(database);
      const { around, waiting } = silentBroker();
      const dead = await startToyService(faulty.database, { around, clock });
      await count(dead);
      await waitFor('a publish', () => waiting.length === 1);
      faulty.cut();
      waiting[0]?.([{ confirmed: true }]);
      await dead.close();
      assert.equal(await countOf(database, 'outbox'), 1);

      const next = await startToyService(database, { clock });
      await emptied();
      assert.deepEqual(
        next.published.map(({ messageId, content }) => {
          const { headers, body } = inBinaryMode(content);
          return [messageId, headers['cloudEvents:subjectversion'], String(body)];
        }),
        [['toy-a/2/0', '2', '{"count":1}']],
      );
      await next.close();
    });

    test('a service ends although nobody confirms its messages any more', async () => {
      const { around, waiting } = silentBroker();
      const toys = await startToyService(database, { around });
      await count(toys);
      await waitFor('a publish', () => waiting.length === 1);
      await toys.close();
      assert.equal(await countOf(database, 'outbox'), 1);
    });

    test('steps without messages do not keep later messages back', async () => {
      const toys = await startToyService(database);
      await count(toys);
      await emptied();
      await toys.submit(Close, { id: 'a' });
      await toys.submit(Open, { id: 'b' });
      await toys.submit(Add, { id: 'b', by: 1 });
      await emptied();
      assert.equal(toys.published.length, 2);
      await toys.close();
    });
  });
};
