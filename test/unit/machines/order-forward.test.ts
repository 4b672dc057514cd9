import { test } from 'node:test';
import { orderMachineV1 } from '../../../machines/order/order-machine-v1.ts';
import { given } from '../../support/given-when-then.ts';
import { facts, orderedLines, orderId, told } from '../../support/order-facts.ts';

const { placed, reserved, authorized, committed, captured, fulfil, shipped } = facts;
const order = (...taken: Parameters<typeof given<typeof orderMachineV1>>[2]) =>
  given(orderMachineV1, orderId, taken);
const confirmed = [placed, reserved, authorized, committed, captured];

test('a placed order is published without its payment token and asks for its stock', () =>
  order()
    .when(placed)
    .then({
      state: 'reservingStock',
      emitted: [
        { type: 'OrderPlaced', ...told },
        { type: 'ReserveStock', orderId, lines: orderedLines },
      ],
      timers: { reservationTimeout: 120_000 },
      context: { stock: 'requested', payment: 'none', paymentToken: 'tok_ok' },
    }));

test('reserved stock leads to the authorization of the total', () =>
  order(placed)
    .when(reserved)
    .then({
      state: 'authorizingPayment',
      emitted: [{ type: 'AuthorizePayment', orderId, amount: 2_500, currency: 'EUR', token: 'tok_ok' }],
      timers: { paymentTimeout: 300_000 },
      context: { stock: 'reserved', payment: 'requested' },
    }));

test('an authorized payment leads to commit and capture side by side', () =>
  order(placed, reserved)
    .when(authorized)
    .then({
      state: { confirming: { reservation: 'committing', payment: 'capturing' } },
      emitted: [
        { type: 'CommitReservation', orderId },
        { type: 'CapturePayment', orderId },
      ],
      timers: { confirmationTimeout: 300_000 },
      context: { stock: 'reserved', payment: 'captureRequested' },
    }));

test('a commit alone does not confirm the order', () =>
  order(placed, reserved, authorized)
    .when(committed)
    .then({
      state: { confirming: { reservation: 'committed', payment: 'capturing' } },
      emitted: [],
      timers: { confirmationTimeout: 300_000 },
      context: { stock: 'committed' },
    }));

test('a capture after the commit confirms the order and leaves no timer', () =>
  order(placed, reserved, authorized, committed)
    .when(captured)
    .then({
      state: 'confirmed',
      emitted: [{ type: 'OrderConfirmed', ...told }],
      timers: {},
      context: { stock: 'committed', payment: 'captured' },
      done: false,
    }));

test('a commit after the capture confirms the order, too', () =>
  order(placed, reserved, authorized, captured)
    .when(committed)
    .then({ state: 'confirmed', emitted: ['OrderConfirmed'], timers: {} }));

test('an operator has a confirmed order shipped', () =>
  order(...confirmed)
    .when(fulfil)
    .then({
      state: 'fulfilling',
      emitted: [{ type: 'ShipStock', orderId }],
      timers: { shipmentRetry: 30_000 },
      context: { pursuing: 'fulfilment' },
    }));

test('a shipped order is fulfilled and done', () =>
  order(...confirmed, fulfil)
    .when(shipped)
    .then({
      state: 'fulfilled',
      emitted: [{ type: 'OrderFulfilled', ...told }],
      timers: {},
      context: { stock: 'shipped', payment: 'captured' },
      done: true,
    }));

test('a shipment that is not answered is asked for again, later each time', () =>
  order(...confirmed, fulfil, { due: 'shipmentRetry' })
    .when({ due: 'shipmentRetry' })
    .then({ state: 'fulfilling', emitted: ['ShipStock'], timers: { shipmentRetry: 120_000 } }));

test('an order is placed once', () => order(placed).when(placed).isIgnored());
test('an order that was never placed cannot be cancelled', () => order().when(facts.cancel).isIgnored());
test('an order that is not confirmed cannot be shipped', () =>
  order(placed, reserved).when(fulfil).isIgnored());
test('an order that is being shipped cannot be cancelled', () =>
  order(...confirmed, fulfil)
    .when(facts.cancel)
    .isIgnored());

for (const [name, late] of Object.entries({ reserved, authorized, committed, captured })) {
  test(`a repeated answer does not move a confirmed order: ${name}`, () =>
    order(...confirmed)
      .when(late)
      .isIgnored());
}
