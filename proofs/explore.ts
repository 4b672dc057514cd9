import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine, AnyTransitionDefinition } from 'xstate';
import { followAccounts, type Misstep, type Phases } from './follow-accounts.ts';
import type { Ledger } from './ledger.ts';
import { statesOf } from './state-names.ts';
import { createStepper, type Moment } from './stepper.ts';

/** A machine and its accounts between two facts, and the shortest way there. */
export interface Node extends Moment {
  readonly phases: Phases;
  /** The edge that first led here; undefined for the beginning. */
  readonly cause: Edge | undefined;
  /** The timers that are set and the facts that the machine takes here. */
  readonly edges: Edge[];
}

/** One fact taken. */
export interface Edge {
  readonly from: Node;
  readonly fact: AnyEventObject;
  readonly emitted: readonly AnyEventObject[];
  /** The timers that it set, with their delays in milliseconds. */
  readonly set: ReadonlyMap<string, number>;
  readonly transitions: readonly AnyTransitionDefinition[];
  readonly missteps: readonly Misstep[];
  readonly to: Node;
}

/** All that can become of a machine. */
export interface Graph {
  readonly machine: AnyStateMachine;
  readonly ledger: Ledger;
  /** The beginning first, then by distance from it. */
  readonly nodes: readonly Node[];
  /** More was found than can be looked at: something counts without an end. */
  readonly endless: boolean;
}

/** An order of version 2 has 22,000 of them, found in 4 s on a core that others shared; what has more than this counts without an end. */
const usualLimit = 40_000;

/** Whether a fact is a timer that went off. */
export const isTimer = ({ type }: AnyEventObject): boolean => type.startsWith('xstate.after.');

/** What tells one state from another. */
export const keyOf = (ledger: Ledger, { snapshot, timers }: Moment, phases: Phases): string => {
  const context = ledger.decides ? ledger.decides(snapshot.context) : snapshot.context;
  return JSON.stringify([snapshot.value, context, [...timers].sort(), phases]);
};

/**
 * Whether the machine takes a fact, as its `can` tells, which is asked only where a state that the machine is in names
 * the fact or a wildcard: most facts are named nowhere there, and to ask took a quarter of the time.
 */
const taking = (machine: AnyStateMachine) => {
  const wild = statesOf(machine).some(({ ownEvents }) => ownEvents.some((type) => type.includes('*')));
  return (snapshot: AnyMachineSnapshot, fact: AnyEventObject): boolean =>
    (wild || snapshot._nodes.some(({ transitions }) => transitions.has(fact.type))) && snapshot.can(fact);
};

/** Gives every fact in every state that takes it, and lets every timer that is set fire. Stops at `mostNodes`. */
export const explore = (machine: AnyStateMachine, ledger: Ledger, mostNodes = usualLimit): Graph => {
  const { initial, step } = createStepper(machine, ledger.input);
  const takes = taking(machine);
  const begin = initial();
  const phases = ledger.accounts.map((account) => account.begins);
  const nodes: Node[] = [{ ...begin, phases, cause: undefined, edges: [] }];
  const known = new Map(nodes.map((node) => [keyOf(ledger, node, node.phases), node]));
  for (const node of nodes) {
    if (nodes.length > mostNodes) return { machine, ledger, nodes, endless: true };
    if (node.snapshot.status !== 'active') continue;
    const due = [...node.timers].map((type) => ({ type }));
    for (const fact of [...ledger.facts, ...due]) {
      if (!takes(node.snapshot, fact)) continue;
      const { moment, emitted, set, transitions } = step(node, fact);
      const after = followAccounts(ledger.accounts, node.phases, fact, emitted);
      const key = keyOf(ledger, moment, after.phases);
      const found = known.get(key);
      const part = { from: node, fact, emitted, set, transitions, missteps: after.missteps };
      if (found) {
        node.edges.push({ ...part, to: found });
        continue;
      }
      const to: Node = { ...moment, phases: after.phases, cause: undefined, edges: [] };
      const edge = { ...part, to };
      node.edges.push(edge);
      const caused = Object.assign(to, { cause: edge });
      known.set(key, caused);
      nodes.push(caused);
    }
  }
  return { machine, ledger, nodes, endless: false };
};
