import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openSandbox, type Sandbox } from '../../simulation/sandbox.ts';
import { shopScenario } from '../../simulation/shop/shop-scenario.ts';
import { simulate } from '../../simulation/simulate.ts';

/** A few, the same ones each time; `npm run simulate` runs as many as one likes. */
const seeds = 5;

let sandbox: Sandbox;
before(async () => {
  sandbox = await openSandbox();
});
after(() => sandbox.close());

test(`the five services end in order after the faults of ${seeds} seeds`, async () => {
  for (let seed = 1; seed <= seeds; seed += 1) {
    const { violations } = await simulate(shopScenario, String(seed), sandbox);
    assert.deepEqual(violations, [], `npm run simulate -- --seed ${seed} --trace`);
  }
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
