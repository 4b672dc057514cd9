// The command line against a running system. One for all suites: each start takes 3 s of CPU.
import { after, before, describe } from 'node:test';
import { type EmbeddedSystem, startEmbeddedSystem } from '../support/embedded-system.ts';
import { describeMachinesInspected } from './machines-inspected-suite.ts';
import { describeOperators } from './operators-suite.ts';
import { describeOrdersReplayed } from './orders-replayed-suite.ts';

describe('the command line of a running system', { timeout: 500_000 }, () => {
  let system: EmbeddedSystem | undefined;
  const get = (): EmbeddedSystem => {
    if (system) return system;
    throw new Error('The system did not start');
  };
  before(async () => {
    system = await startEmbeddedSystem();
  });
  after(() => system?.end());

  describeMachinesInspected(get);
  describeOrdersReplayed(get);
  describeOperators(get);
});
