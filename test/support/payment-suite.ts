import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { readGatewayBook } from '../../actors/payment/gateway-book.ts';
import { createGatewaySimulator } from '../../actors/payment/gateway-simulator.ts';
import { paymentService } from '../../actors/payment/payment-service.ts';
import { streamId } from '../../contracts/ids.ts';
import {
  AuthorizePayment,
  CapturePayment,
  RefundPayment,
  VoidPayment,
} from '../../contracts/payment-messages.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Database } from '../../runtime/store/database.ts';
import { type RunningService, runService } from './running-service.ts';
import { waitFor } from './wait-for.ts';

const once = { count: 1, amount: 1234 };
const never = { count: 0, amount: 0 };

/** What the payment service must do on every database. `open` gives a migrated one without a row, `close` ends it. */
export const describePaymentService = (
  name: string,
  open: () => Promise<{ database: Database; close(): Promise<void> }>,
): void => {
  describe(`payment service on ${name}`, () => {
    let database: Database;
    let closeDatabase: () => Promise<void>;
    let running: RunningService;
    before(async () => {
      ({ database, close: closeDatabase } = await open());
      const gateway = createGatewaySimulator({ database, clock: systemClock });
      running = await runService(paymentService(gateway), database);
    });
    after(async () => {
      await running.close();
      await closeDatabase();
    });

    /** The payment of a new order over 12.34 EUR. */
    const newPayment = (token = 'tok_visa') => {
      const orderId = randomUUID();
      const stream = streamId('payment', orderId);
      const authorization = { orderId, amount: 1234, currency: 'EUR', token };
      return {
        orderId,
        authorize: (id?: string) => running.send(AuthorizePayment, authorization, id),
        capture: (id?: string) => running.send(CapturePayment, { orderId }, id),
        void: (id?: string) => running.send(VoidPayment, { orderId }, id),
        refund: (id?: string) => running.send(RefundPayment, { orderId }, id),
        reaches: (state: string) => running.reaches(stream, state),
        /** Resolves with the types and reasons of what was published of it, once there are `count`. */
        answers: (count: number) =>
          waitFor(`${count} answers`, () => {
            const own = running.published.filter((message) => message.subject === stream);
            return own.length >= count && own.map(({ type, data }) => describeAnswer(type, data));
          }),
        book: async () => {
          const entry = (await readGatewayBook(database)).get(orderId);
          assert.ok(entry, 'the gateway knows the payment');
          return entry;
        },
      };
    };
    const describeAnswer = (type: string, data: unknown): string => {
      const { reason }: { reason?: string } = Object(data);
      return reason === undefined ? type : `${type}: ${reason}`;
    };

    test('money is authorized, captured and refunded, each once', async () => {
      const payment = newPayment();
      await payment.authorize();
      await payment.reaches('authorized');
      await payment.capture();
      await payment.reaches('captured');
      await payment.refund();
      await payment.reaches('refunded');
      assert.deepEqual(await payment.answers(3), ['PaymentAuthorized', 'PaymentCaptured', 'PaymentRefunded']);
      const { authorized, captured, refunded, calls } = await payment.book();
      assert.deepEqual(
        { authorized, captured, refunded, calls },
        { authorized: once, captured: once, refunded: once, calls: 3 },
      );
    });

    test('every command delivered twice moves the money once and is answered once', async () => {
      const payment = newPayment();
      for (const [step, state] of [
        ['authorize', 'authorized'],
        ['capture', 'captured'],
        ['refund', 'refunded'],
      ] as const) {
        const id = randomUUID();
        await Promise.all([payment[step](id), payment[step](id)]);
        await payment.reaches(state);
        await payment[step](id);
      }
      const { authorized, captured, refunded, calls } = await payment.book();
      assert.deepEqual(
        { authorized, captured, refunded, calls },
        { authorized: once, captured: once, refunded: once, calls: 3 },
      );
      assert.deepEqual(await payment.answers(3), ['PaymentAuthorized', 'PaymentCaptured', 'PaymentRefunded']);
    });

    test('a command that is asked again under another id is answered again and moves nothing', async () => {
      const payment = newPayment();
      await payment.authorize();
      await payment.reaches('authorized');
      await payment.capture();
      await payment.reaches('captured');
      await payment.authorize();
      await payment.capture();
      assert.deepEqual(await payment.answers(4), [
        'PaymentAuthorized',
        'PaymentCaptured',
        'PaymentAuthorized',
        'PaymentCaptured',
      ]);
      const { authorized, captured, keys } = await payment.book();
      assert.deepEqual({ authorized, captured, keys }, { authorized: once, captured: once, keys: 2 });
    });

    test('a void that overtakes its authorization forbids it, and no money moves', async () => {
      const payment = newPayment();
      await payment.void();
      await payment.reaches('voided');
      await payment.authorize();
      await payment.capture();
      await payment.refund();
      assert.deepEqual(await payment.answers(4), [
        'PaymentVoided',
        'PaymentDeclined: voided',
        'PaymentCaptureRejected: voided',
        'PaymentRefundRejected: not-captured',
      ]);
      assert.equal((await readGatewayBook(database)).has(payment.orderId), false);
    });

    test('a void right behind the authorization leaves no money set aside', async () => {
      const payment = newPayment();
      await Promise.all([payment.authorize(), payment.void()]);
      await payment.reaches('voided');
      await waitFor('the end of both calls', async () => (await payment.book()).calls === 2);
      const { state, captured } = await payment.book();
      assert.deepEqual({ state, captured }, { state: 'voided', captured: never });
    });

    test('a capture or a refund that comes first is refused, and the authorization still works', async () => {
      const payment = newPayment();
      await payment.capture();
      await payment.refund();
      await payment.authorize();
      assert.deepEqual(await payment.answers(3), [
        'PaymentCaptureRejected: not-authorized',
        'PaymentRefundRejected: not-captured',
        'PaymentAuthorized',
      ]);
    });

    test('a declined card is declined with its reason', async () => {
      const payment = newPayment('tok_insufficient_funds');
      await payment.authorize();
      assert.deepEqual(await payment.answers(1), ['PaymentDeclined: insufficient funds']);
      await payment.void();
      assert.deepEqual((await payment.answers(2))[1], 'PaymentVoided');
    });

    test('a flaky card is authorized in the end, under one key', async () => {
      const payment = newPayment('tok_flaky');
      await payment.authorize();
      await payment.reaches('authorized');
      const { authorized, calls, keys } = await payment.book();
      assert.deepEqual({ authorized, calls, keys }, { authorized: once, calls: 3, keys: 1 });
      assert.deepEqual(await payment.answers(1), ['PaymentAuthorized']);
    });
  });
};
