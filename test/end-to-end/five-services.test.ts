// needs: postgres rabbitmq redis
// The whole system: five processes on real servers. One start for all suites; each leaves the system at rest.
import assert from 'node:assert/strict';
import { after, before, describe } from 'node:test';
import { startFiveProcesses } from '../support/five-processes.ts';
import { createShop } from '../support/shop.ts';
import type { System } from '../support/system.ts';
import { describeBadMessages } from './bad-messages-suite.ts';
import { describeConcurrentRequests } from './concurrent-requests-suite.ts';
import { describeConsole } from './console-suite.ts';
import { describeOrdersOfEveryKind } from './orders-of-every-kind-suite.ts';
import { describeReading } from './reading-suite.ts';
import { describeRedelivery } from './redelivery-suite.ts';

describe('five services', () => {
  let system: System | undefined;
  const get = (): System => {
    if (system) return system;
    throw new Error('The five services did not start');
  };

  before(async () => {
    const processes = await startFiveProcesses();
    const shop = createShop(
      () => processes.url('order'),
      () => processes.url('inventory'),
    );
    system = { processes, shop, replayedUntil: 0 };
  });
  after(async () => {
    const codes = await system?.processes.stop();
    assert.deepEqual(
      codes,
      { order: 0, inventory: 0, payment: 0, notification: 0, analytics: 0 },
      'SIGTERM ends every service with 0',
    );
  });

  describeOrdersOfEveryKind(get);
  describeConcurrentRequests(get);
  describeReading(get);
  describeConsole(get);
  describeRedelivery(get);
  describeBadMessages(get);
});
