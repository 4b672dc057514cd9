import assert from 'node:assert/strict';
import {
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type ContextFrom,
  type EventFromLogic,
  initialTransition,
  type StateValue,
  transition,
} from 'xstate';

/** The timer of the delay `due` goes off; it must be set. */
export interface Due {
  readonly due: string;
}

/** What is to hold after the step. What is left out is not looked at. */
export interface Expectation<Context> {
  readonly state?: StateValue;
  /** All that the step emitted, in order; a string stands for its type alone. */
  readonly emitted?: readonly (string | AnyEventObject)[];
  /** Every timer that is set: the name of its delay → its milliseconds. */
  readonly timers?: Readonly<Record<string, number>>;
  /** These parts of the context. */
  readonly context?: Partial<Context>;
  readonly done?: boolean;
}

/** An actor between two facts. */
interface Moment {
  readonly snapshot: AnyMachineSnapshot;
  readonly emitted: readonly AnyEventObject[];
  readonly timers: ReadonlyMap<string, number>;
}

interface EffectParameters {
  readonly event?: unknown;
  readonly id?: unknown;
  readonly delay?: unknown;
  readonly sendId?: unknown;
}
const isObject = (value: unknown): value is EffectParameters => typeof value === 'object' && value !== null;
const isEvent = (value: unknown): value is AnyEventObject => isObject(value) && 'type' in value;
const isDue = (fact: AnyEventObject | Due): fact is Due => 'due' in fact;
const delayName = (timerId: string): string => timerId.split('.')[2] ?? timerId;

/** The actor as a host finds it again: from JSON, with nothing else kept. */
const stored = (machine: AnyStateMachine, { value, context }: AnyMachineSnapshot): AnyMachineSnapshot =>
  machine.resolveState(JSON.parse(JSON.stringify({ value, context })));

const eventOf = (moment: Moment, fact: AnyEventObject | Due): AnyEventObject => {
  if (!isDue(fact)) return fact;
  const timerId = [...moment.timers.keys()].find((id) => delayName(id) === fact.due);
  assert.ok(timerId, `the timer ${fact.due} is set (set: ${[...moment.timers.keys()].join(', ') || 'none'})`);
  return { type: timerId };
};

const step = (machine: AnyStateMachine, moment: Moment, fact: AnyEventObject | Due): Moment => {
  const event = eventOf(moment, fact);
  const before = stored(machine, moment.snapshot);
  assert.ok(before.can(event), `${JSON.stringify(before.value)} takes ${event.type}`);
  const [snapshot, actions] = transition(machine, before, event);
  const emitted: AnyEventObject[] = [];
  const timers = new Map(moment.timers);
  timers.delete(event.type);
  const effects: readonly { readonly type: string; readonly params?: unknown }[] = actions;
  for (const { type, params } of effects) {
    assert.ok(isObject(params), `${type} has parameters`);
    if (type === 'xstate.emit' && isEvent(params.event)) emitted.push(params.event);
    else if (type === 'xstate.raise') timers.set(String(params.id), Number(params.delay));
    else if (type === 'xstate.cancel') timers.delete(String(params.sendId));
    else assert.fail(`an effect that no host can keep: ${type}`);
  }
  return { snapshot, emitted, timers };
};

const check = <Context>({ snapshot, emitted, timers }: Moment, expected: Expectation<Context>): void => {
  if (expected.state !== undefined) assert.deepEqual(snapshot.value, expected.state);
  if (expected.emitted !== undefined) {
    const shown = emitted.map((message, index) =>
      typeof expected.emitted?.[index] === 'object' ? message : message.type,
    );
    assert.deepEqual(shown, expected.emitted);
  }
  if (expected.timers !== undefined) {
    const set = [...timers].map(([id, delay]) => [delayName(id), delay]);
    assert.deepEqual(Object.fromEntries(set), expected.timers);
  }
  for (const [key, value] of Object.entries(expected.context ?? {})) {
    assert.deepEqual(snapshot.context[key], value, `context.${key}`);
  }
  if (expected.done !== undefined) assert.equal(snapshot.status === 'done', expected.done);
};

/**
 * An actor `id` that has taken `facts`, each in a state restored from JSON, as a host does it. `then` looks at
 * what these left; `when` feeds one more.
 */
export const given = <Machine extends AnyStateMachine>(
  machine: Machine,
  id: string,
  facts: readonly (EventFromLogic<Machine> | Due)[],
) => {
  const plain: AnyStateMachine = machine;
  const [snapshot] = initialTransition(plain, { id });
  const start: Moment = { snapshot, emitted: [], timers: new Map() };
  const moment = facts.reduce((before: Moment, fact) => step(plain, before, fact), start);
  return {
    // biome-ignore lint/suspicious/noThenProperty: the word of the style; nobody awaits it
    then: (expected: Expectation<ContextFrom<Machine>>) => check(moment, expected),
    when: (fact: EventFromLogic<Machine> | Due) => ({
      // biome-ignore lint/suspicious/noThenProperty: as above
      then: (expected: Expectation<ContextFrom<Machine>>) => check(step(plain, moment, fact), expected),
      /** The machine cannot take the fact in this state. */
      isIgnored: () => assert.equal(stored(plain, moment.snapshot).can(eventOf(moment, fact)), false),
    }),
  };
};
