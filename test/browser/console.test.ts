// needs: postgres chromium
// The console in a real browser, with real orders moving underneath. One system and one browser for all suites.
import { after, before, describe } from 'node:test';
import { type ConsoleSystem, startConsoleSystem } from '../support/console-system.ts';
import { describeDashboard } from './dashboard-suite.ts';
import { describeDeadLetters } from './dead-letters-suite.ts';
import { describeEveryPage } from './every-page-suite.ts';
import { describeMachines } from './machines-suite.ts';
import { describeOneOrder } from './one-order-suite.ts';
import { describeOrders } from './orders-suite.ts';
import { describeRestart } from './restart-suite.ts';

describe('the console', { timeout: 300_000 }, () => {
  let system: ConsoleSystem | undefined;
  const get = (): ConsoleSystem => {
    if (system) return system;
    throw new Error('The system did not start');
  };
  before(async () => {
    system = await startConsoleSystem();
    await system.shop.stock('MUG', 500);
  });
  after(() => system?.end());

  describeDashboard(get);
  describeOrders(get);
  describeOneOrder(get);
  describeDeadLetters(get);
  describeMachines(get);
  describeEveryPage(get);
  describeRestart(get);
});
