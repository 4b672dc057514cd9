// needs: postgres
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { type KyselyPlugin, sql } from 'kysely';
import type { Gateway, GatewayAnswer } from '../../actors/payment/gateway.ts';
import { readGatewayBook } from '../../actors/payment/gateway-book.ts';
import { createGatewaySimulator } from '../../actors/payment/gateway-simulator.ts';
import { Transient } from '../../runtime/errors.ts';
import { type Database, openPostgres } from '../../runtime/store/database.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { migratedPostgres } from '../support/migrated-postgres.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { waitsForALock } from '../support/waits-for-a-lock.ts';

const operations = ['authorize', 'capture', 'void', 'refund'] as const;
type Operation = (typeof operations)[number];
interface Card {
  readonly payment: string;
  readonly token: string;
}

const live = new AbortController().signal;
const clock = createManualClock();
const once = { count: 1, amount: 1234 };
const never = { count: 0, amount: 0 };

const call = (gateway: Gateway, operation: Operation, { payment, token }: Card, attempt = 1) => {
  const key = `payment-${payment}/${operation}/${attempt}`;
  return operation === 'authorize'
    ? gateway.authorize({ payment, amount: 1234, currency: 'EUR', token }, key, live)
    : gateway[operation]({ payment }, key, live);
};
const newCard = (token = 'tok_visa'): Card => ({ payment: randomUUID(), token });
const outcome = (answer: Promise<GatewayAnswer>): Promise<string> =>
  answer.then(
    (given) => (given.accepted ? 'accepted' : given.reason),
    (error) => (error instanceof Transient ? 'fault' : String(error)),
  );

describe('two processes on one journal of the gateway', { timeout: 60_000 }, () => {
  let server: TestDatabase;
  let database: Database;
  const gateways: Gateway[] = [];
  before(async () => {
    server = await migratedPostgres();
    database = openPostgres(server.url, 10, () => {});
    for (const _ of [1, 2]) gateways.push(createGatewaySimulator({ database, clock }));
  });
  after(async () => {
    await database.destroy();
    await server.drop();
  });
  const one = () => gateways[0] ?? assert.fail();

  /** What `second` comes to when it decides before `first`, of another process, is committed. */
  const overtake = async (card: Card, first: Operation, second: Operation, attempt = 1) => {
    const transaction = await database.startTransaction().execute();
    try {
      const quicker = await outcome(
        call(createGatewaySimulator({ database: transaction, clock }), first, card),
      );
      const slower = outcome(call(one(), second, card, attempt));
      await waitsForALock(database);
      await transaction.commit().execute();
      return [quicker, await slower];
    } finally {
      // Where nobody waited: what stays open would keep the pool from ending.
      if (!transaction.isCommitted) await transaction.rollback().execute();
    }
  };
  const bookOf = async ({ payment }: Card) => {
    const entry = (await readGatewayBook(database)).get(payment);
    assert.ok(entry, 'it is in the book');
    return entry;
  };

  test('an authorization that crosses a void is refused', async () => {
    const card = newCard();
    assert.deepEqual(await overtake(card, 'void', 'authorize'), ['accepted', 'voided']);
    const { state, authorized, voided } = await bookOf(card);
    assert.deepEqual({ state, authorized, voided }, { state: 'voided', authorized: never, voided: never });
  });

  test('a void that crosses an authorization gives the money back', async () => {
    const card = newCard();
    assert.deepEqual(await overtake(card, 'authorize', 'void'), ['accepted', 'accepted']);
    const { state, authorized, voided } = await bookOf(card);
    assert.deepEqual({ state, authorized, voided }, { state: 'voided', authorized: once, voided: once });
  });

  test('of a capture and a void that cross, the later is refused', async () => {
    for (const [first, second, reason] of [
      ['capture', 'void', 'captured'],
      ['void', 'capture', 'voided'],
    ] as const) {
      const card = newCard();
      await call(one(), 'authorize', card);
      assert.deepEqual(await overtake(card, first, second), ['accepted', reason]);
    }
  });

  test('a key that comes twice at once has one effect and one answer, and both calls are counted', async () => {
    const card = newCard();
    assert.deepEqual(await overtake(card, 'authorize', 'authorize'), ['accepted', 'accepted']);
    const { authorized, calls, keys } = await bookOf(card);
    assert.deepEqual({ authorized, calls, keys }, { authorized: once, calls: 2, keys: 1 });
  });

  test('two keys of one operation that cross have one effect', async () => {
    const card = newCard();
    for (const operation of ['authorize', 'capture', 'refund'] as const)
      assert.deepEqual(await overtake(card, operation, operation, 2), ['accepted', 'accepted']);
    const { authorized, captured, refunded, keys } = await bookOf(card);
    assert.deepEqual(
      { authorized, captured, refunded },
      { authorized: once, captured: once, refunded: once },
    );
    assert.equal(keys, 6);
  });

  test('faults are counted one after another', async () => {
    const card = newCard('tok_flaky');
    assert.deepEqual(await overtake(card, 'authorize', 'authorize'), ['fault', 'fault']);
    assert.equal(await outcome(call(one(), 'authorize', card)), 'accepted');
    assert.equal(await outcome(call(one(), 'capture', card)), 'fault');
    assert.deepEqual(await overtake(card, 'capture', 'capture'), ['fault', 'accepted']);
    assert.equal((await bookOf(card)).calls, 6);
  });

  test('a batch waits for another without holding what comes later, so that none wait in a circle', async () => {
    const [first, last] = ['a', 'z'].map((name) => ({ ...newCard(), payment: `${name}-${randomUUID()}` }));
    assert.ok(first && last);
    const transaction = await database.startTransaction().execute();
    try {
      const other = createGatewaySimulator({ database: transaction, clock });
      assert.equal(await outcome(call(other, 'authorize', first)), 'accepted');
      const batch = Promise.all([last, first].map((card) => outcome(call(one(), 'authorize', card))));
      await waitsForALock(database);
      await sql`set local lock_timeout = '100ms'`.execute(transaction);
      assert.equal(await outcome(call(other, 'authorize', last)), 'accepted');
      await transaction.commit().execute();
      assert.deepEqual(await batch, ['accepted', 'accepted']);
    } finally {
      if (!transaction.isCommitted) await transaction.rollback().execute();
    }
  });

  test('a batch that PostgreSQL gave up in a deadlock is decided anew', async () => {
    let isDue = true;
    const transformQuery: KyselyPlugin['transformQuery'] = ({ node }) => {
      if (!isDue || !JSON.stringify(node).includes('insert into gateway.journal')) return node;
      isDue = false;
      throw Object.assign(new Error('deadlock detected'), { code: '40P01' });
    };
    const spoiled = database.withPlugin({ transformQuery, transformResult: async ({ result }) => result });
    const gateway = createGatewaySimulator({ database: spoiled, clock });
    assert.equal(await outcome(call(gateway, 'authorize', newCard())), 'accepted');
    assert.equal(isDue, false);
  });

  test('whatever crosses in batches, every key has one answer, every call counts, and no money moves twice', async () => {
    const cards = Array.from({ length: 40 }, (_, index) => newCard(index % 4 ? 'tok_visa' : 'tok_flaky'));
    const rounds = 6;
    const answers = new Map<string, Set<string>>();
    const ask = async (gateway: Gateway, card: Card, operation: Operation) => {
      const given = await outcome(call(gateway, operation, card));
      const name = `${card.payment} ${operation}`;
      if (given !== 'fault') answers.set(name, (answers.get(name) ?? new Set()).add(given));
    };
    for (let round = 0; round < rounds; round += 1) {
      await Promise.all(
        gateways.flatMap((gateway, index) =>
          (index ? cards : cards.toReversed()).flatMap((card, place) =>
            operations.map((_, turn) => {
              const operation = operations[(turn + place + round + index) % operations.length] ?? 'void';
              return ask(gateway, card, operation);
            }),
          ),
        ),
      );
    }
    const book = await readGatewayBook(database);
    for (const card of cards) {
      const answersOf = (operation: Operation) => [...(answers.get(`${card.payment} ${operation}`) ?? [])];
      for (const operation of operations) assert.equal(answersOf(operation).length, 1, operation);
      const entry = book.get(card.payment);
      assert.ok(entry);
      const { authorized, captured, voided, refunded, calls, keys } = entry;
      assert.deepEqual([calls, keys], [gateways.length * rounds * operations.length, operations.length]);
      assert.equal(authorized.count, answersOf('authorize')[0] === 'accepted' ? 1 : 0);
      assert.equal(captured.count, answersOf('capture')[0] === 'accepted' ? 1 : 0);
      assert.equal(refunded.count, answersOf('refund')[0] === 'accepted' ? 1 : 0);
      assert.ok(captured.count + voided.count <= authorized.count && refunded.count <= captured.count);
    }
  });
});
