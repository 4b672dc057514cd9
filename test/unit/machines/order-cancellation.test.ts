import { test } from 'node:test';
import { orderMachineV1 } from '../../../machines/order/order-machine-v1.ts';
import { given } from '../../support/given-when-then.ts';
import { facts, orderId, told } from '../../support/order-facts.ts';

const { placed, reserved, authorized, committed, captured, cancel, released, voided, refunded } = facts;
const order = (...taken: Parameters<typeof given<typeof orderMachineV1>>[2]) =>
  given(orderMachineV1, orderId, taken);
const compensating = (stock: string, payment: string) => ({ compensating: { stock, payment } });
const retries = { releaseRetry: 30_000, voidRetry: 30_000 };

test('a cancellation before the stock is answered releases what was only requested', () =>
  order(placed)
    .when(cancel)
    .then({
      state: compensating('releasing', 'undone'),
      emitted: [{ type: 'ReleaseStock', orderId }],
      timers: { releaseRetry: 30_000 },
      context: { stock: 'requested', reason: 'cancelled-by-customer', note: 'changed my mind' },
    }));

test('a cancellation before the payment is answered voids what was only requested', () =>
  order(placed, reserved)
    .when(cancel)
    .then({
      state: compensating('releasing', 'voiding'),
      emitted: ['ReleaseStock', { type: 'VoidPayment', orderId }],
      timers: retries,
      context: { stock: 'reserved', payment: 'requested' },
    }));

test('a cancellation while confirming releases and voids', () =>
  order(placed, reserved, authorized)
    .when(cancel)
    .then({
      state: compensating('releasing', 'voiding'),
      emitted: ['ReleaseStock', 'VoidPayment'],
      timers: retries,
    }));

test('a cancellation after the commit alone releases the committed stock', () =>
  order(placed, reserved, authorized, committed)
    .when(cancel)
    .then({ state: compensating('releasing', 'voiding'), context: { stock: 'committed' } }));

test('a cancellation after the capture alone refunds', () =>
  order(placed, reserved, authorized, captured)
    .when(cancel)
    .then({
      state: compensating('releasing', 'refunding'),
      emitted: ['ReleaseStock', { type: 'RefundPayment', orderId }],
    }));

test('a cancellation of a confirmed order releases and refunds', () =>
  order(placed, reserved, authorized, committed, captured)
    .when(cancel)
    .then({
      state: compensating('releasing', 'refunding'),
      emitted: ['ReleaseStock', 'RefundPayment'],
      timers: { releaseRetry: 30_000, refundRetry: 30_000 },
      context: { pursuing: 'compensation' },
    }));

test('a void alone does not end the compensation', () =>
  order(placed, reserved, cancel)
    .when(voided)
    .then({
      state: compensating('releasing', 'undone'),
      emitted: [],
      timers: { releaseRetry: 30_000 },
      context: { payment: 'voided' },
    }));

test('a release and a void end it: the order is cancelled with reason and note', () =>
  order(placed, reserved, cancel, voided)
    .when(released)
    .then({
      state: 'cancelled',
      emitted: [
        { type: 'OrderCancelled', ...told, reason: 'cancelled-by-customer', note: 'changed my mind' },
      ],
      timers: {},
      context: { stock: 'released', payment: 'voided' },
      done: true,
    }));

test('a refund is published before the cancellation', () =>
  order(placed, reserved, authorized, committed, captured, cancel, released)
    .when(refunded)
    .then({
      state: 'cancelled',
      emitted: [{ type: 'OrderRefunded', ...told }, 'OrderCancelled'],
      context: { stock: 'released', payment: 'refunded' },
    }));

test('a second cancellation is not possible', () => order(placed, cancel).when(cancel).isIgnored());

test('a capture that beats the void is refunded', () =>
  order(placed, reserved, authorized, cancel)
    .when(facts.voidRejected)
    .then({
      state: compensating('releasing', 'refunding'),
      emitted: ['RefundPayment'],
      timers: { releaseRetry: 30_000, refundRetry: 30_000 },
      context: { payment: 'captured' },
    }));

test('an unknown outcome of the void waits for its retry', () =>
  order(placed, reserved, cancel).when(facts.voidUnknown).isIgnored());

test('an unknown outcome of the refund waits for its retry', () =>
  order(placed, reserved, authorized, captured, cancel).when(facts.refundUnknown).isIgnored());

const late = {
  'reserved stock': reserved,
  'rejected stock': facts.rejected,
  'an authorized payment': authorized,
  'a declined payment': facts.declined,
  'a committed reservation': committed,
  'a rejected commit': facts.commitRejected,
  'captured money': captured,
  'a rejected capture': facts.captureRejected,
};
for (const [name, fact] of Object.entries(late)) {
  test(`${name} after the cancellation does not move the compensation`, () => {
    order(placed, reserved, authorized, cancel).when(fact).isIgnored();
    order(placed, cancel).when(fact).isIgnored();
  });
}
