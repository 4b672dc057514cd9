import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openSandbox, type Sandbox } from '../../simulation/sandbox.ts';
import { migratingShop } from '../../simulation/shop/migrating-shop.ts';
import { simulate } from '../../simulation/simulate.ts';

/** A few, the same ones each time. */
const seeds = 4;

let sandbox: Sandbox;
before(async () => {
  sandbox = await openSandbox();
});
after(() => sandbox.close());

test('orders that are moved to version 2 in the middle of faults end in order, and some were', async () => {
  let migrated = 0;
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violations, story } = await simulate(migratingShop, String(seed), sandbox);
    const again = `npm run simulate -- --scenario simulation/shop/migrating-shop.ts --seed ${seed} --trace`;
    assert.deepEqual(violations, [], again);
    migrated += story.filter((line) => /order-\S+ v\d+ machine\.migrated/.test(line)).length;
  }
  assert.ok(migrated > 0, 'no order was moved');
});

test('a release reaches processes that are running, or new orders would ask reservations of the old version (seed 62000104)', async () => {
  const { violations } = await simulate(migratingShop, '62000104', sandbox);
  assert.deepEqual(violations, []);
});
