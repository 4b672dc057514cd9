import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ServiceName } from '../../contracts/message-type.ts';
import type { CrashPoint } from '../../runtime/crash-points.ts';
import { endLeases } from '../support/end-leases.ts';
import { reachEndState } from '../support/end-state.ts';
import { keepOrdering } from '../support/keep-ordering.ts';
import { startToDie } from '../support/mortal-process.ts';
import { isRemembered, plantOldMessage } from '../support/old-message.ts';
import type { System } from '../support/system.ts';

/** Where the lives of a service end, one after the other, and the how manieth time it gets there. */
type Lives = readonly (readonly [at: CrashPoint, times?: number])[];

/**
 * Each point in the services where most depends on it: the saga for what is published and acknowledged, inventory for
 * rows beside the actors', payment and notification for what changes the world outside.
 */
const lives: Readonly<Record<ServiceName, Lives>> = {
  order: [
    ['commit.before', 3],
    ['commit.after', 2],
    ['relay.before-publish'],
    ['relay.after-claim'],
    ['relay.before-delete', 2],
    ['ack.before', 3],
  ],
  inventory: [
    ['commit.inside', 2],
    ['relay.partly-confirmed', 2],
    ['ack.after', 4],
    ['commit.after', 2],
  ],
  payment: [
    ['activity.before-call', 2],
    ['activity.after-call', 3],
    ['commit.after'],
    ['activity.after-postponement', 2],
    ['activity.after-record', 3],
    ['relay.after-delete', 2],
  ],
  notification: [['activity.after-call'], ['projection.before-checkpoint'], ['activity.after-record']],
  analytics: [['projection.before-commit'], ['projection.after-commit']],
};
/** At the end of the inbox's memory; a service reaches them when it starts. */
const forgetting = ['housekeeping.before-forget', 'housekeeping.after-forget'] as const;

/** The points of this suite. */
export const crashesUnderLoad: readonly CrashPoint[] = [
  ...Object.values(lives).flatMap((each) => each.map(([at]) => at)),
  ...forgetting,
];

/** All services die again and again, each by itself, while orders of every ending come in. */
export const describeCrashesUnderLoad = (get: () => System): void => {
  describe('while orders come in', () => {
    test('mends every one of them by a start, and nothing is lost or done twice', async () => {
      const system = get();
      const { processes, shop } = system;
      const closing = new AbortController();
      const ordering = keepOrdering(shop, 'CRASH-POINT', closing.signal);
      try {
        await Promise.all([
          live(system, 'order'),
          live(system, 'inventory'),
          live(system, 'payment'),
          live(system, 'notification'),
          live(system, 'analytics', () => forget(system)),
        ]);
      } finally {
        closing.abort();
      }
      await ordering;
      assert.ok(shop.placed.size > 20, `${shop.placed.size} orders were taken`);
      await reachEndState(system);
      assert.equal(await isRemembered(processes.database, 'analytics'), false);
    });
  });
};

const live = async (system: System, service: ServiceName, finallyDo = async () => {}): Promise<void> => {
  const { processes } = system;
  await processes.kill(service);
  for (const [at, times] of lives[service]) {
    await startToDie(service, variablesOf(system, service), at, times);
    await endLeases(processes.database, service);
  }
  await finallyDo();
  await processes.restart(service);
};

/** With a port of its own, so that customers find it in each of its lives. */
const variablesOf = ({ processes }: System, service: ServiceName) => ({
  ...processes.variables,
  PORT: new URL(processes.url(service)).port,
});

const forget = async (system: System): Promise<void> => {
  const { database } = system.processes;
  await plantOldMessage(database, 'analytics');
  for (const at of forgetting) {
    await startToDie('analytics', variablesOf(system, 'analytics'), at);
    assert.equal(await isRemembered(database, 'analytics'), at === 'housekeeping.before-forget');
  }
};
