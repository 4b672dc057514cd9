import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { test } from 'node:test';
import type { Gateway } from '../../actors/payment/gateway.ts';
import { readGatewayBook } from '../../actors/payment/gateway-book.ts';
import { createGatewaySimulator } from '../../actors/payment/gateway-simulator.ts';
import { paymentService } from '../../actors/payment/payment-service.ts';
import { AuthorizePayment, VoidPayment } from '../../contracts/payment-messages.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { runService } from '../support/running-service.ts';
import { waitFor } from '../support/wait-for.ts';

/** A gateway that does what it is asked; while `silent`, none of its answers arrives. */
const gatewayWithLostAnswers = (gateway: Gateway) => {
  const line = { silent: true };
  const lose = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    const given = await answer;
    return line.silent ? new Promise<Answer>(() => {}) : given;
  };
  const losing: Gateway = {
    authorize: (...call) => lose(gateway.authorize(...call)),
    capture: (...call) => lose(gateway.capture(...call)),
    void: (...call) => lose(gateway.void(...call)),
    refund: (...call) => lose(gateway.refund(...call)),
  };
  return { line, losing };
};

test('a gateway that never answers leaves the outcome unknown, and asking again charges no second time', async (context) => {
  const database = await newPGlite();
  context.after(() => database.destroy());
  const { line, losing } = gatewayWithLostAnswers(createGatewaySimulator({ database, clock: systemClock }));
  const clock = createManualClock();
  const running = await runService(paymentService(losing), database, clock);
  context.after(() => running.close());
  const book = async (orderId: string) => (await readGatewayBook(database)).get(orderId);
  const published = (type: string, orderId: string) =>
    waitFor(type, () => {
      clock.advance(1_000);
      return running.published.find(
        (message) => message.type === type && message.subject === `payment-${orderId}`,
      );
    });

  const orderId = randomUUID();
  const authorization = { orderId, amount: 1234, currency: 'EUR', token: 'tok_visa' };
  await running.send(AuthorizePayment, authorization);
  const unknown = await published('PaymentOutcomeUnknown', orderId);
  assert.deepEqual(unknown.data, { orderId, operation: 'authorize' });
  const lost = await book(orderId);
  assert.deepEqual([lost?.authorized.count, lost?.calls, lost?.keys], [1, 7, 1]);

  line.silent = false;
  await running.send(AuthorizePayment, authorization);
  await published('PaymentAuthorized', orderId);
  const found = await book(orderId);
  assert.deepEqual([found?.authorized.count, found?.calls, found?.keys], [1, 8, 1]);

  line.silent = true;
  const other = randomUUID();
  await running.send(AuthorizePayment, { ...authorization, orderId: other });
  await published('PaymentOutcomeUnknown', other);
  line.silent = false;
  await running.send(VoidPayment, { orderId: other });
  await published('PaymentVoided', other);
  assert.equal((await book(other))?.state, 'voided');
});
