import assert from 'node:assert/strict';
import { test } from 'node:test';
import { drawOrder, products } from '../../../bench/mix.ts';
import { createRandom } from '../../../simulation/world/random.ts';

const draws = 20_000;
const drawMany = (mix: 'regular' | 'hot') => {
  const random = createRandom('mix');
  return Array.from({ length: draws }, () => drawOrder(random, mix));
};
const share = (count: number) => count / draws;
const pieces = new Map(products.map(({ sku, pieces: inStock }) => [sku, inStock]));

test('5 % of the orders want what is sold out, 10 % are declined, 2 % are cancelled', () => {
  const orders = drawMany('regular');
  for (const [kind, expected] of [
    ['sold-out', 0.05],
    ['declined', 0.1],
    ['cancelled', 0.02],
    ['bought', 0.83],
  ] as const) {
    const found = share(orders.filter((order) => order.kind === kind).length);
    assert.ok(Math.abs(found - expected) < 0.01, `${kind}: ${found}`);
  }
});

test('an order has two lines of different products, and only a sold-out one wants what is not there', () => {
  for (const { kind, body } of [...drawMany('regular'), ...drawMany('hot')]) {
    assert.equal(new Set(body.lines.map(({ sku }) => sku)).size, 2);
    const short = body.lines.filter(({ sku, quantity }) => (pieces.get(sku) ?? 0) < quantity);
    assert.equal(short.length, kind === 'sold-out' ? 1 : 0);
  }
});

test('in the hot mix 80 % of the orders want one product, in the regular mix hardly any', () => {
  const wanting = (mix: 'regular' | 'hot') =>
    share(drawMany(mix).filter(({ body }) => body.lines.some(({ sku }) => sku === products[0]?.sku)).length);
  assert.ok(Math.abs(wanting('hot') - 0.8) < 0.01);
  assert.ok(wanting('regular') < 0.01);
});
