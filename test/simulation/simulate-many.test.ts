import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { simulateMany } from '../../simulation/simulate-many.ts';

const run = async (scenario: string, options: { from: number; seeds: number; hangsAfterMs: number }) => {
  const told: string[] = [];
  const result = await simulateMany({
    ...options,
    scenario: fileURLToPath(new URL(scenario, import.meta.url)),
    deadlineMs: Number.POSITIVE_INFINITY,
    untilFailure: false,
    onFailure: ({ seed, violations }) => told.push(`${seed}: ${violations}`),
    onProgress: () => {},
  });
  return { ...result, told: told.sort() };
};

/** A run of the locker takes 0.1 s with nothing else going on, so one that takes so long hangs. */
const hangsAfterMs = 2_000;

test('a seed that breaks the simulation or hangs in it has failed, and what the others reach is known', async () => {
  const { done, failed, told, coverage } = await run('broken-scenario.ts', {
    from: 2,
    seeds: 3,
    hangsAfterMs,
  });
  assert.equal(done, 3);
  assert.deepEqual(told, ['3: its process ended with 1', '4: it hangs']);
  assert.deepEqual(failed.toSorted(), ['3', '4']);
  assert.ok('locker returned' in coverage.state);
  assert.equal(coverage['crash point']['migration.between'], 0);
});

test('a scenario that cannot be read is no failure of a seed', () =>
  assert.rejects(
    run('../proofs/order-ledger.ts', { from: 1, seeds: 1, hangsAfterMs }),
    /ended with 1 before its first seed/,
  ));
