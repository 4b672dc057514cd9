import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CrashPoint } from '../../runtime/crash-points.ts';
import { arm, died } from '../support/mortal-process.ts';
import { rebuildOrders, rebuiltOrders, wronglyListed } from '../support/rebuilt-orders.ts';
import type { System } from '../support/system.ts';

/** The points of this suite; in the first one the live projection may die as well. */
export const crashesInRebuilds: readonly CrashPoint[] = [
  'projection.before-commit',
  'projection.before-switch',
  'projection.after-switch',
];

/** A service that dies while it rebuilds a read model. */
export const describeCrashesInRebuilds = (get: () => System): void => {
  describe('while a read model is rebuilt', () => {
    test('goes on with it after a start, and what is read is whole before and afterwards', async () => {
      const { processes } = get();
      const url = processes.url('order');
      const before = await rebuiltOrders(url);
      assert.ok(before.length > 0);
      for (const at of crashesInRebuilds) {
        await arm(processes.process('order'), at);
        // It may be answered or not: what it asks for is what kills the process.
        const asked = rebuildOrders(url).catch(() => {});
        await died(processes.process('order'), at);
        await asked;
        await processes.restart('order');
        assert.deepEqual(await rebuiltOrders(url), before);
      }
      await rebuildOrders(url);
      assert.deepEqual(await rebuiltOrders(url), before);
      assert.equal(await wronglyListed(url), 0);
    });
  });
};
