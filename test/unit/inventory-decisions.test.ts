import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideReceipt } from '../../actors/inventory/product-actor.ts';
import { decideReservation } from '../../actors/inventory/reservation-actor.ts';
import { Rejected } from '../../runtime/errors.ts';
import { orderId } from '../support/order-facts.ts';

const stock = new Map([
  ['TEA', 5],
  ['CUP', 2],
]);
const reserve = (value: string, ...lines: [sku: string, quantity: number][]) => {
  const ordered = lines.map(([sku, quantity]) => ({ sku, quantity }));
  return decideReservation({ orderId, lines: ordered }, { value }, stock);
};

test('an order whose lines are all there is reserved with its lines as they came and where they lie', () => {
  const lines = [
    { sku: 'TEA', quantity: 5, location: 'main' },
    { sku: 'CUP', quantity: 1, location: 'main' },
  ];
  assert.deepEqual(reserve('unknown', ['TEA', 5], ['CUP', 1]), { type: 'StockReserved', orderId, lines });
});

test('an order with one short line is rejected and told what is short', () => {
  const shortages = [{ sku: 'CUP', wanted: 3, available: 2 }];
  assert.deepEqual(reserve('unknown', ['TEA', 1], ['CUP', 3]), {
    type: 'StockRejected',
    orderId,
    reason: 'out-of-stock',
    shortages,
  });
});

test('lines of the same SKU are added up', () => {
  const decided = reserve('unknown', ['TEA', 3], ['TEA', 3]);
  assert.deepEqual(Object(decided).shortages, [{ sku: 'TEA', wanted: 6, available: 5 }]);
});

test('of a SKU that is not listed nothing is available', () => {
  const decided = reserve('unknown', ['NONE', 1]);
  assert.deepEqual(Object(decided).shortages, [{ sku: 'NONE', wanted: 1, available: 0 }]);
});

for (const state of ['reserved', 'committed', 'released', 'rejected', 'shipped']) {
  test(`a reservation that is ${state} is answered again and not decided again`, () =>
    assert.deepEqual(reserve(state, ['TEA', 1]), { type: 'ReservationRepeated' }));
}

const receive = (value: string, received: number, quantity: number) =>
  decideReceipt(
    { sku: 'TEA', quantity },
    { value, context: { sku: 'TEA', name: 'Tea', price: 1, currency: 'EUR', received } },
  );

test('goods come in up to the largest total that is exact', () =>
  assert.deepEqual(receive('listed', Number.MAX_SAFE_INTEGER - 7, 7), {
    type: 'StockReceived',
    sku: 'TEA',
    quantity: 7,
  }));

test('goods above that total are refused with what there is room for', () => {
  const refused = receive('listed', Number.MAX_SAFE_INTEGER - 7, 8);
  assert.ok(refused instanceof Rejected);
  assert.equal(refused.code, 'inventory/stock-too-large');
  assert.equal(refused.details.room, 7);
});

test('goods for a product that nobody listed are refused', () => {
  const refused = receive('unlisted', 0, 1);
  assert.ok(refused instanceof Rejected);
  assert.equal(refused.kind, 'unknown');
});
