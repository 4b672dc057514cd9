import { describe, test } from 'node:test';
import type { ServiceName } from '../../contracts/message-type.ts';
import type { CrashPoint } from '../../runtime/crash-points.ts';
import { endLeases } from '../support/end-leases.ts';
import { reachEndState } from '../support/end-state.ts';
import { placeEveryEnding } from '../support/every-ending.ts';
import { arm, died, startToDie } from '../support/mortal-process.ts';
import type { System } from '../support/system.ts';

interface Crash {
  readonly service: ServiceName;
  readonly at: CrashPoint;
  /** The how manieth time it gets there; 1. */
  readonly times?: number;
  /** Where the process that is started instead dies, too. */
  readonly again?: CrashPoint;
}

/**
 * Each point in the services where most depends on it: the saga for what is published and acknowledged, inventory for
 * rows beside the actors', payment and notification for what changes the world outside.
 */
const rows: readonly (readonly Crash[])[] = [
  [
    { service: 'order', at: 'commit.before', times: 3 },
    { service: 'payment', at: 'activity.before-call', times: 2 },
    { service: 'notification', at: 'activity.after-call' },
  ],
  [
    { service: 'order', at: 'commit.after', times: 2 },
    { service: 'inventory', at: 'commit.inside', times: 2 },
    { service: 'analytics', at: 'projection.before-commit' },
  ],
  [
    { service: 'order', at: 'relay.before-publish', again: 'relay.after-claim' },
    { service: 'payment', at: 'activity.after-call', times: 3 },
    { service: 'notification', at: 'projection.before-checkpoint' },
  ],
  [
    { service: 'order', at: 'relay.partly-confirmed', times: 2 },
    { service: 'inventory', at: 'commit.after', times: 2 },
    { service: 'analytics', at: 'housekeeping.before-forget' },
  ],
  [
    { service: 'order', at: 'relay.before-delete', times: 2 },
    { service: 'payment', at: 'commit.after' },
    { service: 'notification', at: 'activity.after-record' },
  ],
  [
    { service: 'inventory', at: 'relay.before-delete', times: 2 },
    { service: 'payment', at: 'activity.after-postponement', times: 2 },
    { service: 'analytics', at: 'housekeeping.after-forget' },
  ],
  [
    { service: 'order', at: 'ack.before', times: 3 },
    { service: 'payment', at: 'activity.after-record', times: 3 },
    { service: 'notification', at: 'commit.before', times: 2 },
  ],
  [
    { service: 'order', at: 'projection.after-commit' },
    { service: 'inventory', at: 'ack.after', times: 4 },
    { service: 'payment', at: 'relay.after-delete', times: 2 },
  ],
];

/** The points of this suite. */
export const crashesUnderLoad = rows.flat().flatMap(({ at, again }) => (again ? [at, again] : [at]));

/** Services that die while orders of every ending come in. */
export const describeCrashesUnderLoad = (get: () => System): void => {
  describe('while orders come in', () => {
    for (const crashes of rows)
      test(`mends it: ${crashes.map(nameOf).join(', ')}`, async () => {
        const system = get();
        for (const { service, at, times } of crashes) await arm(system.processes.process(service), at, times);
        await Promise.all([
          placeEveryEnding(system.shop, 'CRASH-POINT'),
          ...crashes.map((crash) => dieAndStartAgain(system, crash)),
        ]);
        await reachEndState(system);
      });
  });
};

const nameOf = ({ service, at, again }: Crash): string =>
  `${service} at ${at}${again ? ` and ${again}` : ''}`;

const dieAndStartAgain = async ({ processes }: System, { service, at, again }: Crash): Promise<void> => {
  await died(processes.process(service), at);
  if (again) await startToDie(service, processes.variables, again);
  await endLeases(processes.database, service);
  await processes.restart(service);
};
