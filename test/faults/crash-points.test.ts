// needs: postgres rabbitmq redis
// A process dies between any two durable arrows, and a start alone leads to the right end. One system for all, whose
// services die side by side, each at points of its own.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { crashPoints } from '../../runtime/crash-points.ts';
import { startFiveProcesses } from '../support/five-processes.ts';
import { mortal, startToDie } from '../support/mortal-process.ts';
import { createShop } from '../support/shop.ts';
import type { System } from '../support/system.ts';
import { crashesInRebuilds, describeCrashesInRebuilds } from './crashes-in-rebuilds-suite.ts';
import { crashesInRedrives, describeCrashesInRedrives } from './crashes-in-redrives-suite.ts';
import { crashesInTimers, describeCrashesInTimers } from './crashes-in-timers-suite.ts';
import { crashesUnderLoad, describeCrashesUnderLoad } from './crashes-under-load-suite.ts';

describe('a process that dies at a crash point', () => {
  let system: System | undefined;
  const get = (): System => {
    if (system) return system;
    throw new Error('The five services did not start');
  };
  before(async () => {
    const processes = await startFiveProcesses({
      more: mortal,
      // All others find a database in the middle of its migrations.
      prepare: (variables) => startToDie('order', variables, 'migration.between', 3),
    });
    const shop = createShop(
      () => processes.url('order'),
      () => processes.url('inventory'),
    );
    await shop.stock('CRASH-POINT', 100_000);
    system = { processes, shop, replayedUntil: 0 };
  });
  after(async () => {
    await system?.processes.stop();
  });

  describeCrashesUnderLoad(get);
  describeCrashesInRedrives(get);
  describeCrashesInRebuilds(get);
  // The last one, because it sets a clock ahead.
  describeCrashesInTimers(get);

  test('every point has its row', () => {
    const points = [
      'migration.between',
      ...crashesUnderLoad,
      ...crashesInRedrives,
      ...crashesInRebuilds,
      ...crashesInTimers,
    ];
    assert.deepEqual([...new Set(points)].sort(), [...crashPoints].sort());
  });
});
