import { setTimeout as delay } from 'node:timers/promises';
import type { OutageSystem } from '../test/support/outage-system.ts';
import type { Customers } from './customers.ts';
import type { PlannedFault, Target } from './fault-plan.ts';
import { giveFault, type MessageFaults } from './give-fault.ts';

/** A fault that was given. */
export interface GivenFault {
  readonly fault: PlannedFault;
  /** Milliseconds since the epoch. */
  readonly beganAt: number;
  readonly endedAt: number;
  /** From its end until an order that was placed then was settled, in milliseconds; undefined until then. */
  recoveryMs: number | undefined;
}

/** The faults of a run as they are given. */
export interface FaultRun {
  readonly given: readonly GivenFault[];
  /** Faults that last now. */
  readonly present: ReadonlySet<PlannedFault>;
  /** Resolves when the last one is over and recovered from. Rejects when one could not be given or ended. */
  readonly done: Promise<void>;
}

/** Gives the faults at their times. One whose target is still being hit waits until that is over. */
export const runFaults = (
  plan: readonly PlannedFault[],
  system: OutageSystem,
  customers: Customers,
  messages: MessageFaults,
): FaultRun => {
  const began = performance.now();
  const given: GivenFault[] = [];
  const present = new Set<PlannedFault>();
  const lastOf = new Map<Target, Promise<unknown>>();

  const hit = async (fault: PlannedFault): Promise<GivenFault> => {
    present.add(fault);
    const beganAt = Date.now();
    const end = await giveFault(system, fault, messages);
    await delay(fault.lastsMs);
    await end();
    present.delete(fault);
    const entry: GivenFault = { fault, beganAt, endedAt: Date.now(), recoveryMs: undefined };
    given.push(entry);
    return entry;
  };
  const give = async (fault: PlannedFault): Promise<void> => {
    const before = lastOf.get(fault.target);
    const turn = delay(Math.max(0, fault.at - (performance.now() - began))).then(() => before);
    const one = turn.then(() => hit(fault));
    lastOf.set(fault.target, one);
    const entry = await one;
    const ended = performance.now();
    if (await customers.probe()) entry.recoveryMs = performance.now() - ended;
  };
  const done = Promise.all(plan.map(give)).then(() => {});
  return { given, present, done };
};
