import type { AnyStateMachine, AnyStateNode } from 'xstate';
import { Poison } from '../errors.ts';

/** The longest delay that a timer may have: a hundred years, in milliseconds. */
export const longestDelayMs = 100 * 365 * 24 * 3_600_000;
/** Actions that are values. Everything else would have to run in the process and be gone with it. */
const durableActions = new Set([
  'xstate.assign',
  'xstate.emit',
  'xstate.raise',
  'xstate.cancel',
  'xstate.enqueueActions',
]);

/**
 * Refuses a machine that means something only while a process lives.
 * @throws Poison `machine/not-durable` naming the machine, the state and the cure.
 */
export const refuseUndurable = (machine: AnyStateMachine): void => {
  const refuse = (state: string, problem: string, cure: string): never => {
    throw new Poison('machine/not-durable', `Machine ${machine.id}, state ${state}: ${problem}. ${cure}.`, {
      machine: machine.id,
      state,
    });
  };
  if (!Number.isInteger(Number(machine.version)) || Number(machine.version) < 1)
    refuse('(root)', 'it has no version', "Give the definition a whole number as version: '1'");

  for (const node of statesOf(machine.root)) {
    const state = node.path.join('.') || '(root)';
    if (node.invoke.length > 0)
      refuse(
        state,
        'it invokes an actor, which a restart loses',
        'Emit a request and declare an activity for it',
      );
    if (node.type === 'history')
      refuse(
        state,
        'a history state is not part of a state value',
        'Keep in the context where to go back to',
      );
    for (const action of [
      ...node.entry,
      ...node.exit,
      ...(node.initial?.actions ?? []),
      ...transitionsOf(node).flatMap((each) => each.actions),
    ])
      refuseAction(machine, action, (problem, cure) => refuse(state, problem, cure));
    for (const transition of transitionsOf(node)) {
      if (typeof transition.guard === 'function')
        refuse(state, 'a guard is an inline function', 'Name it in setup({ guards })');
      const guard = guardName(transition.guard);
      if (guard !== undefined && !(guard in machine.implementations.guards))
        refuse(state, `guard ${guard} is not defined`, 'Define it in setup({ guards })');
    }
    for (const after of node.after) {
      if (typeof after.delay === 'function')
        refuse(state, 'a delay is an inline function', 'Name it in setup({ delays })');
      refuseDelay(machine, after.delay, (problem, cure) => refuse(state, problem, cure));
    }
    refuseDeadEnd(node, (problem, cure) => refuse(state, problem, cure));
  }
  refuseEagerStart(machine, refuse);
};

type Refuse = (problem: string, cure: string) => never;

const statesOf = (node: AnyStateNode): AnyStateNode[] => [
  node,
  ...Object.values(node.states).flatMap(statesOf),
];

const transitionsOf = (node: AnyStateNode) => [
  ...[...node.transitions.values()].flat(),
  ...(node.always ?? []),
];

/** A guard is written as its name, or as an object with its name and parameters. */
const guardName = (guard: unknown): string | undefined =>
  typeof guard === 'string' ? guard : Object(guard).type;

const refuseAction = (machine: AnyStateMachine, action: unknown, refuse: Refuse): void => {
  const name = typeof action === 'string' ? action : Object(action).type;
  if (typeof action === 'function' && String(name).startsWith('xstate.')) {
    // The engine itself puts raise and cancel into entry and exit for `after`; any other is written inline.
    const ofTimer = String(Object(action).id ?? Object(action).sendId).startsWith('xstate.after.');
    if (!ofTimer || (name !== 'xstate.raise' && name !== 'xstate.cancel'))
      refuse(`action ${name} is written inline`, 'Name it in setup({ actions })');
    return;
  }
  if (typeof action === 'function')
    refuse('an action is an inline function', 'Name it in setup({ actions })');
  const implementation: unknown = machine.implementations.actions[name];
  if (implementation === undefined)
    refuse(`action ${name} is not defined`, 'Define it in setup({ actions })');
  const kind = Object(implementation).type;
  if (!durableActions.has(kind))
    refuse(
      `action ${name} is ${kind ?? 'a function with effects'}`,
      'Use assign for the context and emit for whatever leaves the machine',
    );
  if (kind === 'xstate.raise' && Object(implementation).delay !== undefined)
    refuse(`action ${name} raises an event later`, 'Use after, which becomes a timer row');
};

const refuseDelay = (machine: AnyStateMachine, delay: unknown, refuse: Refuse): void => {
  const named = typeof delay === 'string' && !/^\d+$/.test(delay);
  const value: unknown = named ? machine.implementations.delays[delay] : Number(delay);
  if (value === undefined)
    refuse(`delay ${delay} is not defined, it would fire at once`, 'Define it in setup({ delays })');
  if (typeof value === 'function') return;
  if (typeof value !== 'number' || !(value >= 0 && value <= longestDelayMs))
    refuse(`delay ${delay} is ${value}`, 'Give milliseconds between 0 and a hundred years');
};

/** A guarded `after` whose guard says no has fired for nothing: without another way out the actor waits for ever. */
const refuseDeadEnd = (node: AnyStateNode, refuse: Refuse): void => {
  const guarded = new Map<string, boolean>();
  for (const after of node.after) {
    const always = (guarded.get(after.eventType) ?? false) || after.guard === undefined;
    guarded.set(after.eventType, always);
  }
  for (const [timer, always] of guarded)
    if (!always)
      refuse(
        `every transition of ${timer} is guarded`,
        'Add a last one without a guard, or nothing may happen',
      );
};

/** Nothing is recorded before the first fact, so what the first state did on entry would be lost. */
const refuseEagerStart = (
  machine: AnyStateMachine,
  refuse: (state: string, problem: string, cure: string) => never,
): void => {
  for (const node of firstStates(machine.root))
    if (
      node.type === 'final' ||
      node.entry.length > 0 ||
      node.after.length > 0 ||
      (node.always ?? []).length > 0 ||
      (node.initial?.actions ?? []).length > 0
    )
      refuse(
        node.path.join('.') || '(root)',
        'the state before the first fact is an end, or has entry actions, timers or transient transitions',
        'Begin in a state that only waits for the first fact',
      );
};

/** The states that the machine is in before the first fact, from the root down. */
const firstStates = (node: AnyStateNode): AnyStateNode[] => {
  const children = node.type === 'parallel' ? Object.values(node.states) : (node.initial?.target ?? []);
  return [node, ...children.flatMap(firstStates)];
};
