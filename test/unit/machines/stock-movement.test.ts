import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stockMovement } from '../../../machines/reservation/stock-movement.ts';

const movements = {
  hold: [['unknown', 'reserved']],
  release: [
    ['reserved', 'released'],
    ['committed', 'released'],
  ],
  ship: [['committed', 'shipped']],
  sell: [['unknown', 'shipped']],
  restock: [['shipped', 'returned']],
  none: [
    ['unknown', 'rejected'],
    ['unknown', 'released'],
    ['reserved', 'reserved'],
    ['reserved', 'committed'],
    ['rejected', 'released'],
    ['shipped', 'shipped'],
    ['returned', 'returned'],
    ['unknown', 'returned'],
  ],
} as const;
for (const [movement, steps] of Object.entries(movements)) {
  for (const [before, after] of steps) {
    test(`the stock movement from ${before} to ${after} is ${movement}`, () =>
      assert.equal(stockMovement(before, after), movement));
  }
}
