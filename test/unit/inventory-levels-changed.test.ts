import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levelsChanged } from '../../actors/inventory/levels-changed.ts';

const level = (index: number) => ({
  sku: `SKU-${index}`,
  received: 9,
  available: 7,
  reserved: 2,
  shipped: 0,
  revision: index + 1,
});
const levels = (count: number) => Array.from({ length: count }, (_, index) => level(index));

test('all that a commit changed is one message, named after its first level', () =>
  assert.deepEqual(levelsChanged(levels(3)), [
    {
      id: 'stock-SKU-0/1/levels',
      subject: 'stock-SKU-0/1',
      version: 1,
      event: { type: 'StockLevelsChanged', levels: levels(3) },
    },
  ]));

test('a commit that changes nothing tells nothing', () => assert.deepEqual(levelsChanged([]), []));

test('more than a thousand levels are several messages, each level in one of them', () => {
  const told = levelsChanged(levels(2_500));
  assert.deepEqual(
    told.map(({ id }) => id),
    ['stock-SKU-0/1/levels', 'stock-SKU-1000/1001/levels', 'stock-SKU-2000/2001/levels'],
  );
  const all = levels(2_500);
  assert.deepEqual(
    told.map(({ event }) => event),
    [all.slice(0, 1_000), all.slice(1_000, 2_000), all.slice(2_000)].map((levels) => ({
      type: 'StockLevelsChanged',
      levels,
    })),
  );
});
