import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openSandbox, type Sandbox } from '../../simulation/sandbox.ts';
import { simulate } from '../../simulation/simulate.ts';
import type { Scenario } from '../../simulation/world/scenario.ts';
import { readText } from '../support/source-files.ts';
import { parcelLocker } from './parcel-locker.ts';

let sandbox: Sandbox;
before(async () => {
  sandbox = await openSandbox();
});
after(() => sandbox.close());

test('a machine of one’s own with its actor is simulated with all faults', async () => {
  const faults = new Set<string>();
  for (let seed = 1; seed <= 8; seed += 1) {
    const { violations, coverage } = await simulate(parcelLocker, String(seed), sandbox);
    assert.deepEqual(violations, [], `seed ${seed}`);
    for (const fault of Object.keys(coverage.fault)) faults.add(fault);
  }
  assert.ok(faults.has('crash'), 'no process crashed');
});

test('what it must never be is found and told', async () => {
  const bad: Scenario = {
    ...parcelLocker,
    begin: (world) => ({ ...parcelLocker.begin(world), check: async () => ['left is still taken'] }),
  };
  const { violations, story } = await simulate(bad, '1', sandbox);
  assert.deepEqual(violations, ['left is still taken']);
  assert.ok(story.some((line) => line.includes('locker-left v1 ParcelStored → taken')));
});

test('docs/testing.md shows exactly this machine', () => {
  const source = readText('test/simulation/parcel-locker.ts');
  assert.ok(readText('docs/testing.md').includes(source), 'copy test/simulation/parcel-locker.ts into it');
  const written = source.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('import'));
  assert.ok(written.length < 50, `${written.length} lines`);
});
