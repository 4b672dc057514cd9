import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readConfig } from '../../../runtime/config.ts';
import { type DeliveryPolicy, nextAttempt } from '../../../runtime/delivery/delivery-policy.ts';
import { Conflict, Poison, Rejected, Transient } from '../../../runtime/errors.ts';

const policy: DeliveryPolicy = { attempts: 10, firstDelayMs: 200, maximumDelayMs: 5_000 };
const transient = new Transient('toy/busy', 'busy');
const now = 1_000_000;
const pauseAfter = (attempts: number, id = 'a') =>
  nextAttempt(policy, transient, id, attempts, now).dueAt - now;

describe('a delivery policy', () => {
  test('doubles the pause with every attempt, up to the longest', () => {
    for (const [index, whole] of [200, 400, 800, 1_600, 3_200, 5_000, 5_000, 5_000, 5_000].entries())
      for (const id of ['a', 'b', 'c', 'd']) {
        const pause = pauseAfter(index + 1, id);
        assert.ok(pause <= whole && pause >= whole * 0.75, `${pause} ms after attempt ${index + 1}`);
      }
  });

  test('spreads what failed together', () => {
    const pauses = Array.from({ length: 1_000 }, (_, index) => pauseAfter(5, `message ${index}`));
    for (let from = 2_400; from < 3_200; from += 200) {
      const share = pauses.filter((pause) => pause >= from && pause < from + 200).length;
      assert.ok(share > 150, `${share} of 1000 pauses between ${from} and ${from + 200} ms`);
    }
  });

  test('gives the same message the same pauses', () => {
    const pauses = () => Array.from({ length: 9 }, (_, index) => pauseAfter(index + 1));
    assert.deepEqual(pauses(), pauses());
  });

  test('stops after the last attempt', () => {
    assert.equal(nextAttempt(policy, transient, 'a', 9, now).state, 'retrying');
    assert.deepEqual(nextAttempt(policy, transient, 'a', 10, now), { state: 'dead', dueAt: now });
    assert.equal(nextAttempt({ ...policy, attempts: 1 }, transient, 'a', 1, now).state, 'dead');
  });

  test('tries again what may pass and what it does not know, and nothing that no attempt mends', () => {
    const after = (error: unknown) => nextAttempt(policy, error, 'a', 1, now).state;
    for (const error of [transient, new Conflict('toy/moved', ''), new TypeError('oops'), 'text', undefined])
      assert.equal(after(error), 'retrying');
    for (const error of [new Poison('toy/poison', ''), new Rejected('invalid', 'toy/no', '')])
      assert.equal(after(error), 'dead');
  });

  test('is configured for all message types and for single ones', () => {
    const { policyOf } = readConfig({
      DELIVERY_ATTEMPTS: '4',
      DELIVERY_FIRST_DELAY_MS: '50',
      DELIVERY_POLICIES: '{"ReserveStock":{"attempts":7}}',
    });
    assert.deepEqual(policyOf('PlaceOrder'), { attempts: 4, firstDelayMs: 50, maximumDelayMs: 120_000 });
    assert.deepEqual(policyOf('ReserveStock'), { attempts: 7, firstDelayMs: 50, maximumDelayMs: 120_000 });
    for (const wrong of ['{"A":{"attempts":0}}', '{"A":{"attempt":3}}', '{"A":', '{"A":3}'])
      assert.throws(() => readConfig({ DELIVERY_POLICIES: wrong }), { code: 'config/invalid-variable' });
  });
});
