import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { faultKinds, planFaults } from '../../../chaos/fault-plan.ts';

const durationMs = 90_000;

describe('a plan of faults', () => {
  it('is the same for the same seed, and another for another', () => {
    assert.deepEqual(planFaults(7, durationMs), planFaults(7, durationMs));
    assert.notDeepEqual(planFaults(7, durationMs), planFaults(8, durationMs));
  });

  it('has every kind of fault in 90 s, whatever the seed', () => {
    for (let seed = 1; seed <= 50; seed += 1) {
      const kinds = new Set(planFaults(seed, durationMs).map(({ kind }) => kind));
      assert.equal(kinds.size, Object.keys(faultKinds).length, `seed ${seed}: ${[...kinds].join(', ')}`);
    }
  });

  it('ends every fault within the time of the run', () => {
    for (const { at, lastsMs } of planFaults(7, durationMs)) {
      assert.ok(lastsMs >= 0);
      assert.ok(at + lastsMs <= durationMs);
    }
  });
});
