import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type StockContext, stockDeltas, sumDeltas } from '../../actors/inventory/stock-delta.ts';
import { orderId } from '../support/order-facts.ts';

const at = (value: string, context: StockContext) => ({ value, context });
const twice = [
  { sku: 'TEA', quantity: 2 },
  { sku: 'TEA', quantity: 3 },
];
const reservation = (before: string, after: string, lines = twice) =>
  stockDeltas({
    before: at(before, { orderId, lines: [], shortages: [] }),
    after: at(after, { orderId, lines, shortages: [] }),
  });
const delta = (available: number, reserved: number, shipped: number) => [
  { sku: 'TEA', received: 0, available, reserved, shipped },
];

test('a hold takes the pieces of all lines of a SKU together', () =>
  assert.deepEqual(reservation('unknown', 'reserved'), delta(-5, 5, 0)));

test('a release gives them back', () =>
  assert.deepEqual(reservation('committed', 'released'), delta(5, -5, 0)));

test('a shipment takes them out of what is held', () =>
  assert.deepEqual(reservation('committed', 'shipped'), delta(0, -5, 5)));

test('an order that is reserved, committed and shipped in one batch is counted as shipped', () =>
  assert.deepEqual(reservation('unknown', 'shipped'), delta(-5, 0, 5)));

test('an order that is reserved and released in one batch moves nothing', () =>
  assert.deepEqual(reservation('unknown', 'released'), []));

test('goods received are available', () => {
  const product = (received: number) => ({ sku: 'TEA', name: 'Tea', price: 1, currency: 'EUR', received });
  const change = { before: at('listed', product(4)), after: at('listed', product(9)) };
  assert.deepEqual(stockDeltas(change), [{ sku: 'TEA', received: 5, available: 5, reserved: 0, shipped: 0 }]);
});

test('the deltas of one SKU are added up', () =>
  assert.deepEqual(sumDeltas([...delta(-5, 5, 0), ...delta(0, -2, 2)]), delta(-5, 3, 2)));
