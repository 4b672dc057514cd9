import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { CrashPoint } from '../../runtime/crash-points.ts';
import { reachEndState } from '../support/end-state.ts';
import { startToDie } from '../support/mortal-process.ts';
import type { System } from '../support/system.ts';

/** More than the 2 minutes that an order waits for its stock. */
const ahead = { AHEAD_MS: '125000' };

/** The points of this suite. */
export const crashesInTimers: readonly CrashPoint[] = ['timer.before-take', 'timer.after-take'];

/** A service that dies while a timer fires. */
export const describeCrashesInTimers = (get: () => System): void => {
  describe('while a timer fires', () => {
    test('fires it after a start, once', async () => {
      const system = get();
      const { processes, shop } = system;
      await processes.kill('inventory');
      const orders = [await shop.place({ sku: 'CRASH-POINT' }), await shop.place({ sku: 'CRASH-POINT' })];
      await processes.kill('order');
      for (const point of crashesInTimers)
        await startToDie('order', { ...processes.variables, ...ahead }, point);
      await processes.restart('order', ahead);
      await processes.restart('inventory');
      await reachEndState(system);
      for (const { id } of orders) {
        const { status, reason } = await shop.order(id);
        assert.deepEqual([status, reason], ['cancelled', 'stock-timeout']);
      }
    });
  });
};
