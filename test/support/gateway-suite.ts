import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import type { Gateway, GatewayAnswer } from '../../actors/payment/gateway.ts';
import { readGatewayBook } from '../../actors/payment/gateway-book.ts';
import { createGatewaySimulator } from '../../actors/payment/gateway-simulator.ts';
import { gateway as gatewayMigration } from '../../migrations/0002-gateway.ts';
import { Poison, Transient } from '../../runtime/errors.ts';
import type { Database } from '../../runtime/store/database.ts';
import { createFaultyDatabase } from './faulty-database.ts';
import { createManualClock } from './manual-clock.ts';

const live = new AbortController().signal;
const accepted = (payment: string): GatewayAnswer => ({ accepted: true, reference: `charge-${payment}` });
const refused = (reason: string): GatewayAnswer => ({ accepted: false, reason });

/** What every database must do under the gateway simulator. `open` gives a migrated one without a row, `close` ends it. */
export const describeGateway = (
  name: string,
  open: () => Promise<{ database: Database; close(): Promise<void> }>,
): void => {
  describe(`gateway simulator on ${name}`, () => {
    const clock = createManualClock();
    let database: Database;
    let close: () => Promise<void>;
    let gateway: Gateway;
    before(async () => {
      ({ database, close } = await open());
      gateway = createGatewaySimulator({ database, clock });
    });
    after(() => close());

    const bookOf = async (payment: string) => {
      const entry = (await readGatewayBook(database)).get(payment);
      assert.ok(entry, `${payment} is in the book`);
      return entry;
    };
    /** One payment of 12.34 EUR; each call may choose its key's attempt. */
    const payWith = (token: string, payment: string = randomUUID()) => ({
      payment,
      authorize: (attempt = 1, amount = 1234) =>
        gateway.authorize(
          { payment, amount, currency: 'EUR', token },
          `${payment}/authorize/${attempt}`,
          live,
        ),
      capture: (attempt = 1) => gateway.capture({ payment }, `${payment}/capture/${attempt}`, live),
      void: (attempt = 1) => gateway.void({ payment }, `${payment}/void/${attempt}`, live),
      refund: (attempt = 1) => gateway.refund({ payment }, `${payment}/refund/${attempt}`, live),
    });
    const once = { count: 1, amount: 1234 };
    const never = { count: 0, amount: 0 };

    test('a good card is authorized, captured and refunded, each once', async () => {
      const card = payWith('tok_visa');
      for (const step of [card.authorize, card.capture, card.refund]) {
        assert.deepEqual(await step(), accepted(card.payment));
      }
      assert.deepEqual(await bookOf(card.payment), {
        payment: card.payment,
        state: 'refunded',
        currency: 'EUR',
        authorized: once,
        captured: once,
        voided: never,
        refunded: once,
        calls: 3,
        keys: 3,
      });
    });

    test('twenty calls with one key at once have one effect and one answer', async () => {
      const card = payWith('tok_visa');
      const answers = await Promise.all(Array.from({ length: 20 }, () => card.authorize()));
      assert.deepEqual(
        answers,
        answers.map(() => accepted(card.payment)),
      );
      const { authorized, calls, keys } = await bookOf(card.payment);
      assert.deepEqual({ authorized, calls, keys }, { authorized: once, calls: 20, keys: 1 });
    });

    test('captures and refunds under ten keys at once move the money once', async () => {
      const card = payWith('tok_visa');
      await card.authorize();
      const attempts = Array.from({ length: 10 }, (_, index) => index);
      for (const step of [card.capture, card.refund]) {
        const answers = await Promise.all(attempts.map((attempt) => step(attempt)));
        assert.deepEqual(
          answers,
          attempts.map(() => accepted(card.payment)),
        );
      }
      const { captured, refunded } = await bookOf(card.payment);
      assert.deepEqual({ captured, refunded }, { captured: once, refunded: once });
    });

    test('a capture and a void at once leave the money in one place', async () => {
      const card = payWith('tok_visa');
      await card.authorize();
      const [captured, voided] = await Promise.all([card.capture(), card.void()]);
      assert.notEqual(captured.accepted, voided.accepted);
      const book = await bookOf(card.payment);
      assert.equal(book.captured.count + book.voided.count, 1);
    });

    test('a key that is used for another request is refused as poison and remembers its answer', async () => {
      const card = payWith('tok_visa');
      await card.authorize();
      await assert.rejects(card.authorize(1, 999), (error) => {
        assert.ok(error instanceof Poison);
        assert.equal(error.code, 'payment/idempotency-key-reused');
        return true;
      });
      const key = `${card.payment}/authorize/1`;
      await assert.rejects(gateway.void({ payment: card.payment }, key, live), Poison);
      assert.deepEqual(await card.authorize(), accepted(card.payment));
      assert.equal((await bookOf(card.payment)).state, 'authorized');
    });

    test('an authorization for another amount under a new key is refused', async () => {
      const card = payWith('tok_visa');
      await card.authorize();
      assert.deepEqual(await card.authorize(2), accepted(card.payment));
      assert.deepEqual(await card.authorize(3, 999), refused('authorized for another amount'));
      assert.deepEqual((await bookOf(card.payment)).authorized, once);
    });

    test('a void before any authorization forbids it for ever', async () => {
      const card = payWith('tok_visa');
      assert.deepEqual(await card.void(), accepted(card.payment));
      assert.deepEqual(await card.authorize(), refused('voided'));
      assert.deepEqual(await card.capture(), refused('voided'));
      assert.deepEqual(await payWith('tok_declined', card.payment).authorize(2), refused('voided'));
      const { state, authorized, voided } = await bookOf(card.payment);
      assert.deepEqual({ state, authorized, voided }, { state: 'voided', authorized: never, voided: never });
    });

    test('an authorization that is voided cannot be captured, authorized again or refunded', async () => {
      const card = payWith('tok_visa');
      await card.authorize();
      assert.deepEqual(await card.void(), accepted(card.payment));
      for (const late of [card.capture(), card.authorize(2), card.refund()]) {
        assert.deepEqual(await late, refused('voided'));
      }
      assert.deepEqual(await card.authorize(1), accepted(card.payment), 'the first answer is remembered');
      const { voided, captured } = await bookOf(card.payment);
      assert.deepEqual({ voided, captured }, { voided: once, captured: never });
    });

    test('what is captured is not voided, and only what is captured is refunded', async () => {
      const card = payWith('tok_visa');
      assert.deepEqual(await card.refund(1), refused('not captured'));
      assert.deepEqual(await card.capture(1), refused('not authorized'));
      await card.authorize();
      assert.deepEqual(await card.refund(2), refused('not captured'));
      await card.capture(2);
      assert.deepEqual(await card.void(), refused('captured'));
      assert.equal((await bookOf(card.payment)).state, 'captured');
    });

    test('declined and unknown cards are refused with their reason and nothing moves', async () => {
      const reasons = {
        tok_declined: 'card declined',
        tok_insufficient_funds: 'insufficient funds',
        tok_nobody_knows: 'unknown payment token',
      };
      for (const [token, reason] of Object.entries(reasons)) {
        const card = payWith(token);
        assert.deepEqual(await card.authorize(), refused(reason));
        assert.deepEqual((await bookOf(card.payment)).authorized, never);
      }
    });

    test('a flaky card fails twice for each key without an effect, then succeeds', async () => {
      const card = payWith('tok_flaky');
      for (const step of [card.authorize, card.capture]) {
        await assert.rejects(step(), Transient);
        await assert.rejects(step(), Transient);
        assert.deepEqual(await step(), accepted(card.payment));
      }
      const { authorized, captured, calls } = await bookOf(card.payment);
      assert.deepEqual({ authorized, captured, calls }, { authorized: once, captured: once, calls: 6 });
    });

    test('a card that refuses the capture is authorized and can be voided', async () => {
      const card = payWith('tok_capture_fails');
      assert.deepEqual(await card.authorize(), accepted(card.payment));
      assert.deepEqual(await card.capture(), refused('capture failed'));
      assert.deepEqual(await card.void(), accepted(card.payment));
    });

    test('a slow card answers after three seconds and holds nobody up meanwhile', async () => {
      const card = payWith('tok_slow');
      const answer = card.authorize();
      await clock.scheduled();
      const other = payWith('tok_visa');
      assert.deepEqual(await other.authorize(), accepted(other.payment));
      clock.advance(2_999);
      assert.equal(clock.waiting(), 1);
      clock.advance(1);
      assert.deepEqual(await answer, accepted(card.payment));
    });

    test('who gives up on a slow card learns the answer by asking again', async () => {
      const payment = randomUUID();
      const giveUp = new AbortController();
      const request = { payment, amount: 1234, currency: 'EUR', token: 'tok_slow' };
      const answer = gateway.authorize(request, `${payment}/authorize/1`, giveUp.signal);
      await clock.scheduled();
      giveUp.abort();
      await assert.rejects(answer, Transient);
      assert.equal(clock.waiting(), 0, 'no timer is left behind');
      assert.deepEqual(await payWith('tok_slow', payment).authorize(), accepted(payment));
      assert.deepEqual((await bookOf(payment)).authorized, once);
    });

    test('a charge whose answer is lost on its way from the database is found by asking again', async () => {
      const faulty = createFaultyDatabase(database);
      const weak = createGatewaySimulator({ database: faulty.database, clock });
      const card = payWith('tok_visa');
      faulty.loseAnswer('insert into gateway.journal');
      const { payment } = card;
      const request = { payment, amount: 1234, currency: 'EUR', token: 'tok_visa' };
      await assert.rejects(weak.authorize(request, `${payment}/authorize/1`, live), Transient);
      assert.deepEqual(await card.authorize(), accepted(payment));
      const { authorized, calls, keys } = await bookOf(payment);
      assert.deepEqual({ authorized, calls, keys }, { authorized: once, calls: 2, keys: 1 });
    });

    test('a call that was given up before it began does not reach the gateway', async () => {
      const payment = randomUUID();
      await assert.rejects(gateway.void({ payment }, `${payment}/void/1`, AbortSignal.abort()), Transient);
      assert.equal((await readGatewayBook(database)).has(payment), false);
    });

    test('a database that fails is a passing fault', async () => {
      await gatewayMigration.down?.(database);
      await assert.rejects(payWith('tok_visa').authorize(), (error) => {
        assert.ok(error instanceof Transient);
        assert.equal(error.code, 'payment/gateway-unavailable');
        return true;
      });
    });
  });
};
