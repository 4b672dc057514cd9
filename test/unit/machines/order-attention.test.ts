import { test } from 'node:test';
import { orderMachineV1 } from '../../../machines/order/order-machine-v1.ts';
import { given } from '../../support/given-when-then.ts';
import { facts, orderId, told } from '../../support/order-facts.ts';

const { placed, reserved, authorized, committed, captured, cancel, fulfil, resume } = facts;
const { released, releaseRejected, voided, voidRejected, refunded, refundRejected, shipped } = facts;
const order = (...taken: Parameters<typeof given<typeof orderMachineV1>>[2]) =>
  given(orderMachineV1, orderId, taken);
const compensating = (stock: string, payment: string) => ({ compensating: { stock, payment } });
const confirmed = [placed, reserved, authorized, committed, captured];
const due = (name: string, times: number) => Array.from({ length: times }, () => ({ due: name }));

test('a rejected release asks for a person and stops every timer', () =>
  order(placed, reserved, cancel)
    .when(releaseRejected)
    .then({
      state: 'needsAttention',
      emitted: [{ type: 'OrderNeedsAttention', ...told, problem: 'release-rejected' }],
      timers: {},
      done: false,
    }));

test('eight releases without an answer ask for a person', () =>
  order(placed, cancel, ...due('releaseRetry', 7))
    .when({ due: 'releaseRetry' })
    .then({ state: 'needsAttention', context: { problem: 'release-unanswered' }, timers: {} }));

test('eight voids without an answer ask for a person', () =>
  order(placed, reserved, cancel, released, ...due('voidRetry', 7))
    .when({ due: 'voidRetry' })
    .then({ state: 'needsAttention', context: { problem: 'void-unanswered', payment: 'requested' } }));

test('eight refunds without an answer ask for a person', () =>
  order(...confirmed, cancel, released, ...due('refundRetry', 7))
    .when({ due: 'refundRetry' })
    .then({ state: 'needsAttention', context: { problem: 'refund-unanswered' } }));

test('a rejected refund asks for a person', () =>
  order(...confirmed, cancel)
    .when(refundRejected)
    .then({ state: 'needsAttention', context: { problem: 'refund-rejected', payment: 'captured' } }));

test('eight shipments without an answer ask for a person', () =>
  order(...confirmed, fulfil, ...due('shipmentRetry', 7))
    .when({ due: 'shipmentRetry' })
    .then({ state: 'needsAttention', context: { problem: 'shipment-unanswered' } }));

test('a rejected shipment asks for a person', () =>
  order(...confirmed, fulfil)
    .when(facts.shipmentRejected)
    .then({ state: 'needsAttention', context: { problem: 'shipment-rejected' } }));

test('a resumed compensation asks for both again, with new attempts', () =>
  order(placed, reserved, cancel, ...due('voidRetry', 3), releaseRejected)
    .when(resume)
    .then({
      state: compensating('releasing', 'voiding'),
      emitted: ['ReleaseStock', 'VoidPayment'],
      timers: { releaseRetry: 30_000, voidRetry: 30_000 },
      context: { problem: null, attempts: { release: 1, void: 1, refund: 0, shipment: 0 } },
    }));

test('a resumed fulfilment ships again', () =>
  order(...confirmed, fulfil, facts.shipmentRejected)
    .when(resume)
    .then({ state: 'fulfilling', emitted: ['ShipStock'], timers: { shipmentRetry: 30_000 } }));

test('an order that waits for a person cannot be cancelled again', () =>
  order(placed, cancel, releaseRejected).when(cancel).isIgnored());

test('what was voided meanwhile is not voided again', () =>
  order(placed, reserved, cancel, releaseRejected, voided)
    .when(resume)
    .then({ state: compensating('releasing', 'undone'), emitted: ['ReleaseStock'] }));

test('what was released meanwhile is not released again', () =>
  order(...confirmed, cancel, refundRejected, released)
    .when(resume)
    .then({ state: compensating('undone', 'refunding'), emitted: ['RefundPayment'] }));

test('a void that was refused meanwhile is resumed as a refund', () =>
  order(placed, reserved, authorized, cancel, releaseRejected, voidRejected)
    .when(resume)
    .then({ state: compensating('releasing', 'refunding'), emitted: ['ReleaseStock', 'RefundPayment'] }));

test('a refund that arrives meanwhile is published', () =>
  order(...confirmed, cancel, releaseRejected)
    .when(refunded)
    .then({ state: 'needsAttention', emitted: ['OrderRefunded'], context: { payment: 'refunded' } }));

test('a refund that nobody has asked for is not believed while a person is asked', () =>
  order(placed, reserved, authorized, cancel, releaseRejected, voidRejected).when(refunded).isIgnored());

test('a refund that arrives twice meanwhile is published once', () =>
  order(...confirmed, cancel, releaseRejected, refunded)
    .when(refunded)
    .isIgnored());

test('a refused void that arrives after the refund does not bring the debt back', () =>
  order(placed, reserved, authorized, cancel, voidRejected, releaseRejected, refunded)
    .when(voidRejected)
    .isIgnored());

test('an order whose debts were all undone meanwhile is cancelled when resumed', () =>
  order(...confirmed, cancel, releaseRejected, refunded, released)
    .when(resume)
    .then({ state: 'cancelled', emitted: ['OrderCancelled'], timers: {}, done: true }));

test('an order that was shipped meanwhile is fulfilled when resumed', () =>
  order(...confirmed, fulfil, ...due('shipmentRetry', 8), shipped)
    .when(resume)
    .then({ state: 'fulfilled', emitted: ['OrderFulfilled'], done: true }));
