import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import Value from 'typebox/value';
import { createGatewaySimulator } from '../../actors/payment/gateway-simulator.ts';
import { addPaymentRoutes } from '../../actors/payment/payment-routes.ts';
import { paymentService } from '../../actors/payment/payment-service.ts';
import { Payment } from '../../contracts/http/payment-http.ts';
import { streamId } from '../../contracts/ids.ts';
import { AuthorizePayment, VoidPayment } from '../../contracts/payment-messages.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Database } from '../../runtime/store/database.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { type RunningService, runService } from '../support/running-service.ts';
import { readJson, type StartedServer, startServer } from '../unit/http/start-server.ts';

describe('GET /payments/{orderId}', () => {
  let database: Database;
  let running: RunningService;
  let http: StartedServer;
  before(async () => {
    database = await newPGlite();
    running = await runService(
      paymentService(createGatewaySimulator({ database, clock: systemClock })),
      database,
    );
    http = await startServer((server) => addPaymentRoutes(server, running.service));
  });
  after(async () => {
    await http.server.close();
    await running.close();
    await database.destroy();
  });
  const get = (id: string, headers = {}) => fetch(`${http.url}/payments/${id}`, { headers });
  const authorize = async (token: string, state: string): Promise<string> => {
    const orderId = randomUUID();
    await running.send(AuthorizePayment, { orderId, amount: 1234, currency: 'EUR', token });
    await running.reaches(streamId('payment', orderId), state);
    return orderId;
  };

  test('shows what was charged, with an etag, and never the token', async () => {
    const orderId = await authorize('tok_visa', 'authorized');
    const answer = await get(orderId);
    const text = await answer.text();
    const { updatedAt, ...payment } = Value.Parse(Payment, JSON.parse(text));
    assert.deepEqual(payment, {
      orderId,
      status: 'authorized',
      amount: 1234,
      currency: 'EUR',
      reference: `charge-${orderId}`,
      version: 2,
    });
    assert.equal(new Date(updatedAt).toISOString(), updatedAt);
    assert.doesNotMatch(text, /tok/);
    const repeated = await get(orderId, { 'if-none-match': answer.headers.get('etag') });
    assert.equal(repeated.status, 304);
  });

  test('a declined payment says why', async () => {
    const answer = await get(await authorize('tok_declined', 'declined'));
    const { status, declineReason, reference } = Value.Parse(Payment, await answer.json());
    assert.deepEqual([status, declineReason, reference], ['declined', 'card declined', undefined]);
  });

  test('a payment that was voided before it was asked for shows no money', async () => {
    const orderId = randomUUID();
    await running.send(VoidPayment, { orderId });
    const payment = Value.Parse(Payment, await (await get(orderId)).json());
    assert.deepEqual([payment.status, payment.amount, payment.currency], ['voided', undefined, undefined]);
  });

  test('an order without a payment is not found, and what is no UUID is refused', async () => {
    const missing = await get(randomUUID());
    assert.deepEqual([missing.status, (await readJson(missing)).code], [404, 'payment/unknown']);
    const malformed = await get('first');
    assert.deepEqual([malformed.status, (await readJson(malformed)).code], [400, 'http/invalid-request']);
  });
});
