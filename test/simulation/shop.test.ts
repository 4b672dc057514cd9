import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { openSandbox, type Sandbox } from '../../simulation/sandbox.ts';
import { migratingShop } from '../../simulation/shop/migrating-shop.ts';
import { shopScenario } from '../../simulation/shop/shop-scenario.ts';
import { type Result, simulate } from '../../simulation/simulate.ts';
import { root } from '../support/source-files.ts';

/**
 * A few, the same ones each time; `npm run simulate` runs as many as one likes. They reached the most together: 191 of
 * the 214 states, edges, crash points, faults and answers that the first 24 seeds reached, where 1 to 5 reached 178.
 */
const seeds = ['19', '1', '2', '17'];
/** Likewise: 160 of 188 that the first 8 seeds reached, where 1 to 3 reached 154; in the first two orders are moved. */
const migratingSeeds = ['1', '3', '4'];

let sandbox: Sandbox;
before(async () => {
  sandbox = await openSandbox();
});
after(() => sandbox.close());

const results = new Map<string, Result>();

test(`the five services end in order after the faults of ${seeds.length} seeds`, async () => {
  for (const seed of seeds) {
    const result = await simulate(shopScenario, seed, sandbox);
    assert.deepEqual(result.violations, [], `npm run simulate -- --seed ${seed} --trace`);
    results.set(seed, result);
  }
});

test('one seed gives the same run, byte for byte, after other runs and in another process, and each seed another', async () => {
  // With crashes, stops, duplicates and calls of the gateway that arrive when nobody waits.
  const [seed = ''] = seeds;
  const other = promisify(execFile)(
    process.execPath,
    ['--import', 'tsx', 'simulation/main.ts', '--seed', seed],
    { cwd: root },
  );
  const first = results.get(seed);
  const again = await simulate(shopScenario, seed, sandbox);
  assert.deepEqual(again.story, first?.story);
  assert.equal(again.hash, first?.hash);
  assert.match((await other).stdout, new RegExp(`trace ${again.hash}`));
  assert.equal(new Set([...results.values()].map(({ hash }) => hash)).size, seeds.length);
});

/** Seeds that showed a fault, by what it was. */
const regressions = {
  'the last write of a process that crashes is heard of, and nobody looks for its row for ever': '95384206',
};

for (const [fact, seed] of Object.entries(regressions))
  test(`${fact} (seed ${seed})`, async () => {
    const { violations } = await simulate(shopScenario, seed, sandbox);
    assert.deepEqual(violations, [], `npm run simulate -- --seed ${seed} --trace`);
  });

test('orders that are moved to version 2 in the middle of faults end in order, and some were', async () => {
  let migrated = 0;
  for (const seed of migratingSeeds) {
    const { violations, story } = await simulate(migratingShop, seed, sandbox);
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
