import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import Value from 'typebox/value';
import { readGatewayBook } from '../../actors/payment/gateway-book.ts';
import { createGatewaySimulator } from '../../actors/payment/gateway-simulator.ts';
import { paymentActivities } from '../../actors/payment/payment-activities.ts';
import { streamId } from '../../contracts/ids.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import type { Activity } from '../../runtime/actor/definition.ts';
import { Poison, Transient } from '../../runtime/errors.ts';
import type { Database } from '../../runtime/store/database.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { newPGlite } from '../support/new-pglite.ts';

const live = new AbortController().signal;

describe('payment activities', () => {
  let database: Database;
  let activities: Readonly<Record<string, Activity>>;
  before(async () => {
    database = await newPGlite();
    activities = paymentActivities(createGatewaySimulator({ database, clock: createManualClock() }));
  });
  after(() => database.destroy());

  const activity = (type: string): Activity => {
    const found = activities[type];
    assert.ok(found, `${type} is an activity`);
    return found;
  };
  const request = (type: string, orderId: string, token = 'tok_visa', attempt = 1) => ({
    type,
    orderId,
    amount: 1234,
    currency: 'EUR',
    token,
    attempt,
  });
  /** Runs it once and checks that the outcome is a fact of the contract. */
  const perform = async (type: string, orderId: string, token?: string, attempt?: number) => {
    const asked = request(type, orderId, token, attempt);
    const key = activity(type).idempotencyKey(streamId('payment', orderId), asked);
    const fact = await activity(type).run(asked, key, live);
    const contract = messageTypes.get(fact.type);
    assert.ok(contract && Value.Check(contract.schema, fact), `${fact.type} is in the contract`);
    return fact;
  };

  test('accepted operations become the facts that the charge moved', async () => {
    const orderId = randomUUID();
    const reference = `charge-${orderId}`;
    assert.deepEqual(await perform('AuthorizeCharge', orderId), { type: 'ChargeAuthorized', reference });
    assert.deepEqual(await perform('CaptureCharge', orderId), { type: 'ChargeCaptured', reference });
    assert.deepEqual(await perform('RefundCharge', orderId), { type: 'ChargeRefunded', reference });
    const other = randomUUID();
    const voided = { type: 'ChargeVoided', reference: `charge-${other}` };
    assert.deepEqual(await perform('VoidCharge', other), voided);
  });

  test('refused operations become facts with the reason of the gateway', async () => {
    const declined = await perform('AuthorizeCharge', randomUUID(), 'tok_declined');
    assert.deepEqual(declined, { type: 'ChargeDeclined', reason: 'card declined' });
    const orderId = randomUUID();
    await perform('AuthorizeCharge', orderId);
    const refund = await perform('RefundCharge', orderId);
    assert.deepEqual(refund, { type: 'ChargeRefundRefused', reason: 'not captured' });
    await perform('CaptureCharge', orderId);
    const voided = await perform('VoidCharge', orderId);
    assert.deepEqual(voided, { type: 'ChargeVoidRefused', reason: 'captured' });
    const failing = randomUUID();
    await perform('AuthorizeCharge', failing, 'tok_capture_fails');
    const capture = await perform('CaptureCharge', failing);
    assert.deepEqual(capture, { type: 'ChargeCaptureRefused', reason: 'capture failed' });
  });

  test('the key is stream, operation and business attempt, so a repeat of the request charges once', async () => {
    const orderId = randomUUID();
    const stream = streamId('payment', orderId);
    const { idempotencyKey } = activity('AuthorizeCharge');
    assert.equal(idempotencyKey(stream, request('AuthorizeCharge', orderId)), `${stream}/authorize/1`);
    const second = request('AuthorizeCharge', orderId, 'tok_visa', 2);
    assert.equal(idempotencyKey(stream, second), `${stream}/authorize/2`);
    await Promise.all([perform('AuthorizeCharge', orderId), perform('AuthorizeCharge', orderId)]);
    const entry = (await readGatewayBook(database)).get(orderId);
    assert.deepEqual([entry?.authorized.count, entry?.calls, entry?.keys], [1, 2, 1]);
  });

  test('a fault is thrown on, and within the attempts of the retry policy a flaky card succeeds', async () => {
    const orderId = randomUUID();
    const { retry } = activity('AuthorizeCharge');
    let tries = 1;
    const untilAnswered = async () => {
      for (; ; tries += 1) {
        try {
          return await perform('AuthorizeCharge', orderId, 'tok_flaky');
        } catch (error) {
          assert.ok(error instanceof Transient);
        }
      }
    };
    assert.equal((await untilAnswered()).type, 'ChargeAuthorized');
    assert.ok(tries <= retry.attempts);
  });

  test('when the attempts run out the outcome is unknown, not refused', () => {
    const operations = {
      AuthorizeCharge: 'authorize',
      CaptureCharge: 'capture',
      VoidCharge: 'void',
      RefundCharge: 'refund',
    };
    assert.deepEqual(Object.keys(activities), Object.keys(operations));
    for (const [type, operation] of Object.entries(operations)) {
      const fact = activity(type).exhausted(request(type, randomUUID()), 'timed out');
      assert.deepEqual(fact, { type: 'GatewayUnavailable', operation, reason: 'timed out' });
    }
  });

  test('a request without its fields is poison', async () => {
    const bare = { type: 'AuthorizeCharge', orderId: randomUUID(), attempt: 1 };
    await assert.rejects(activity('AuthorizeCharge').run(bare, 'key', live), Poison);
    const stream = streamId('payment', 'x');
    assert.throws(() => activity('VoidCharge').idempotencyKey(stream, { type: 'VoidCharge' }), Poison);
  });
});
