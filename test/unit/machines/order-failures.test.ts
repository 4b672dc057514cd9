import { test } from 'node:test';
import { orderMachineV1 } from '../../../machines/order/order-machine-v1.ts';
import { given } from '../../support/given-when-then.ts';
import { facts, orderId, told } from '../../support/order-facts.ts';

const { placed, reserved, authorized, committed, captured, released, voided } = facts;
const order = (...taken: Parameters<typeof given<typeof orderMachineV1>>[2]) =>
  given(orderMachineV1, orderId, taken);
const compensating = (stock: string, payment: string) => ({ compensating: { stock, payment } });

test('rejected stock cancels the order at once, nothing is owed', () =>
  order(placed)
    .when(facts.rejected)
    .then({
      state: 'cancelled',
      emitted: [{ type: 'OrderCancelled', ...told, reason: 'out-of-stock' }],
      timers: {},
      context: { stock: 'none', payment: 'none' },
      done: true,
    }));

test('a reservation that is not answered in time is released', () =>
  order(placed)
    .when({ due: 'reservationTimeout' })
    .then({
      state: compensating('releasing', 'undone'),
      emitted: ['ReleaseStock'],
      context: { reason: 'stock-timeout' },
    }));

test('a declined payment releases the stock and owes no money', () =>
  order(placed, reserved)
    .when(facts.declined)
    .then({
      state: compensating('releasing', 'undone'),
      emitted: ['ReleaseStock'],
      timers: { releaseRetry: 30_000 },
      context: { payment: 'none', reason: 'payment-declined' },
    }));

test('an unclear authorization is voided', () =>
  order(placed, reserved)
    .when(facts.authorizationUnknown)
    .then({
      state: compensating('releasing', 'voiding'),
      emitted: ['ReleaseStock', 'VoidPayment'],
      context: { payment: 'requested', reason: 'payment-unclear' },
    }));

test('an authorization that is not answered in time is voided', () =>
  order(placed, reserved)
    .when({ due: 'paymentTimeout' })
    .then({ state: compensating('releasing', 'voiding'), context: { reason: 'payment-timeout' } }));

test('a rejected commit undoes both', () =>
  order(placed, reserved, authorized)
    .when(facts.commitRejected)
    .then({
      state: compensating('releasing', 'voiding'),
      context: { stock: 'reserved', payment: 'captureRequested', reason: 'confirmation-failed' },
    }));

test('a rejected commit after the capture refunds', () =>
  order(placed, reserved, authorized, captured)
    .when(facts.commitRejected)
    .then({ state: compensating('releasing', 'refunding') }));

test('a rejected capture leaves an authorization to void', () =>
  order(placed, reserved, authorized, committed)
    .when(facts.captureRejected)
    .then({
      state: compensating('releasing', 'voiding'),
      context: { stock: 'committed', payment: 'authorized', reason: 'confirmation-failed' },
    }));

test('an unclear capture is voided', () =>
  order(placed, reserved, authorized)
    .when(facts.captureUnknown)
    .then({ state: compensating('releasing', 'voiding'), context: { payment: 'captureRequested' } }));

test('a capture once known cannot become unclear', () =>
  order(placed, reserved, authorized, captured).when(facts.captureUnknown).isIgnored());

test('a confirmation that is not complete in time is undone', () =>
  order(placed, reserved, authorized, captured)
    .when({ due: 'confirmationTimeout' })
    .then({
      state: compensating('releasing', 'refunding'),
      timers: { releaseRetry: 30_000, refundRetry: 30_000 },
      context: { reason: 'confirmation-timeout' },
    }));

test('a release that is not answered is asked for again, the void is left alone', () =>
  order(placed, reserved, { due: 'paymentTimeout' })
    .when({ due: 'releaseRetry' })
    .then({
      state: compensating('releasing', 'voiding'),
      emitted: ['ReleaseStock'],
      timers: { releaseRetry: 60_000, voidRetry: 30_000 },
    }));

test('a void that is not answered is asked for again', () =>
  order(placed, reserved, { due: 'paymentTimeout' }, released)
    .when({ due: 'voidRetry' })
    .then({
      state: compensating('undone', 'voiding'),
      emitted: ['VoidPayment'],
      timers: { voidRetry: 60_000 },
    }));

test('a refund that is not answered is asked for again', () =>
  order(placed, reserved, authorized, captured, facts.cancel, released)
    .when({ due: 'refundRetry' })
    .then({ emitted: ['RefundPayment'], timers: { refundRetry: 60_000 } }));

test('the wait between attempts never exceeds five minutes', () =>
  order(placed, facts.cancel, ...Array.from({ length: 6 }, () => ({ due: 'releaseRetry' })))
    .when({ due: 'releaseRetry' })
    .then({ emitted: ['ReleaseStock'], timers: { releaseRetry: 300_000 } }));

test('an order keeps the first reason of its cancellation', () =>
  order(placed, reserved, facts.declined)
    .when(released)
    .then({
      state: 'cancelled',
      emitted: [{ type: 'OrderCancelled', ...told, reason: 'payment-declined' }],
    }));

test('a void after the release cancels the order', () =>
  order(placed, reserved, facts.authorizationUnknown, released)
    .when(voided)
    .then({ state: 'cancelled', emitted: [{ type: 'OrderCancelled', ...told, reason: 'payment-unclear' }] }));
