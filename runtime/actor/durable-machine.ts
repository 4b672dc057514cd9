import { isDeepStrictEqual } from 'node:util';
import {
  type AnyActorScope,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyStateNode,
  createActor,
} from 'xstate';
import { asStreamId, entityId } from '../../contracts/ids.ts';
import { Poison } from '../errors.ts';
import type { ActorState, FactEvent, StateValue } from './actor-state.ts';
import { longestDelayMs, refuseUndurable } from './refuse-undurable.ts';

/** A timer that a step sets or clears. */
export type TimerChange =
  | { readonly kind: 'set'; readonly timerId: string; readonly delayMs: number }
  | { readonly kind: 'clear'; readonly timerId: string };

/** What a machine did with one fact: effects are values, nothing has run. */
export interface Transition {
  readonly value: StateValue;
  readonly context: unknown;
  readonly done: boolean;
  /** In the order the machine emitted them: messages and activity requests. */
  readonly emitted: readonly FactEvent[];
  /** In order: a transient state sets and clears in one step. */
  readonly timers: readonly TimerChange[];
}

/** The part of an actor's state that a machine reads. */
type Configuration = Pick<ActorState, 'value' | 'context' | 'done'>;

/** A machine that the runtime can host: pure, versioned, checked at registration. */
export interface DurableMachine {
  readonly name: string;
  /** From 1. */
  readonly version: number;
  /** The definition as data, for diagrams. */
  readonly definition: unknown;
  /** The messages that it emits in an older schema version than the present one → that version. */
  readonly emits: Readonly<Record<string, number>>;
  /** The states at its root in which it has ended; none for a machine that is parallel there. */
  readonly endStates: readonly string[];
  /** The state before the first fact of the entity whose stream this is. */
  initial(streamId: ActorState['streamId']): Configuration;
  /** Whether it can take the fact in this state. */
  can(state: Configuration, fact: FactEvent): boolean;
  /** Takes the fact. Throws what a guard or an action throws. */
  step(state: Configuration, fact: FactEvent): Transition;
  /** Fact types that it can take in this state, timers left out; guards are asked with an empty fact. */
  possible(state: Configuration): readonly string[];
  hasTag(state: Configuration, tag: string): boolean;
  /** The timers that are set where this state is entered, for an actor that comes to it from another version. */
  timersOf(state: Configuration): readonly { readonly timerId: string; readonly delayMs: number }[];
  /** Whether a state that was kept can be one of this machine: its value, whether it is done, and what its context has. */
  fits(state: Configuration): boolean;
}

/** The three effects of a pure machine, as XState writes them. */
interface Effect {
  readonly type: string;
  readonly params?: {
    readonly event?: FactEvent;
    readonly id?: string;
    readonly delay?: number | undefined;
    readonly sendId?: string;
  };
}

const timerPrefix = 'xstate.after.';

/** The name of the delay that a timer waits for: `xstate.after.patience.order.confirming` → `patience`. */
export const delayOf = (timerId: string): string => timerId.slice(timerPrefix.length).split('.')[0] ?? '';

/** A computed delay is known only now; NaN and negative ones would fire at once, infinite ones have no date. */
const timerSet = (timerId: string, delayMs: number | undefined): TimerChange => {
  if (delayMs === undefined || !(delayMs >= 0 && delayMs <= longestDelayMs))
    throw new Poison(
      'machine/invalid-delay',
      `Timer ${timerId} has the delay ${delayMs}; give milliseconds between 0 and a hundred years`,
    );
  return { kind: 'set', timerId, delayMs };
};

/** What `enqueueActions` puts in is known only now; dropped silently, it would be missed. */
const refuseEffect = (machine: AnyStateMachine, type: string): never => {
  throw new Poison(
    'machine/not-durable',
    `Machine ${machine.id} asks for ${type}, which would be lost; use assign, emit and after alone`,
    { machine: machine.id },
  );
};

/**
 * Makes an XState machine one that the runtime can host. This file alone knows XState. `emits` names the messages that
 * it emits in an older schema version than the present one: a released machine is not edited when a schema changes.
 * @throws Poison `machine/not-durable` naming the machine, the state and the cure.
 */
export const durableMachine = (
  machine: AnyStateMachine,
  emits: DurableMachine['emits'] = {},
): DurableMachine => {
  refuseUndurable(machine);
  const alphabet = new Set<string>(machine.events);

  let last: { readonly state: Configuration; readonly snapshot: AnyMachineSnapshot } | undefined;

  // resolveState revives nothing and runs nothing; status must be given, or a final state would come back active.
  // A state is asked whether it can take a fact and then takes it: one revival for both. A WeakMap of all that were
  // revived cost more than reviving: 4 µs an entry, where a step takes 13.
  const revive = (state: Configuration): AnyMachineSnapshot => {
    if (last?.state === state) return last.snapshot;
    const { value, context } = state;
    const snapshot = machine.resolveState({ value, context, status: state.done ? 'done' : 'active' });
    last = { state, snapshot };
    return snapshot;
  };

  // The public `transition` makes an inert actor for every call: 117 µs a step with two revivals, 32 µs with this one.
  let effects: Effect[] = [];
  const self = createActor(machine, { input: { id: '' } });
  const scope: AnyActorScope = {
    self,
    system: self.system,
    id: '',
    sessionId: '',
    logger: () => {},
    defer: () => {},
    emit: () => {},
    stopChild: () => {},
    // XState types its actions by what an interpreter runs; a pure step also gets these.
    actionExecutor: (action) => effects.push(action as Effect),
  };

  // `can` memoizes each unknown event type for ever, so the alphabet is asked first.
  const canTake = (snapshot: AnyMachineSnapshot, fact: FactEvent): boolean =>
    snapshot.status === 'active' && alphabet.has(fact.type) && snapshot.can(fact);

  // Nothing happens in a first state, or the machine had been refused, so what begins differs in its context alone: with
  // the state entered anew by XState each beginning took 5.5 µs, this way 0.4.
  const refuseSpawn = (): never => refuseEffect(machine, 'spawn in its context');
  let firstValue: StateValue | undefined;
  const initial: DurableMachine['initial'] = (streamId) => {
    const input = { id: entityId(streamId) };
    const { context: first = {} } = machine.config;
    const context = typeof first === 'function' ? first({ input, self, spawn: refuseSpawn }) : first;
    const value: StateValue = firstValue ?? machine.getInitialSnapshot(scope, input).value;
    firstValue = value;
    return { value, context, done: false };
  };

  // Which keys a context has from the start: JSON keeps no undefined ones.
  let contextKeys: readonly string[] | undefined;
  const keysOfContext = (): readonly string[] => {
    contextKeys ??= Object.keys(JSON.parse(JSON.stringify(initial(asStreamId('-')).context ?? {})));
    return contextKeys;
  };

  return {
    name: machine.id,
    version: Number(machine.version),
    definition: machine.config,
    emits,
    endStates: Object.values(machine.root.states).flatMap(({ type, key }) => (type === 'final' ? [key] : [])),
    initial,
    can: (state, fact) => canTake(revive(state), fact),
    step: (state, fact) => {
      effects = [];
      const next = machine.transition(revive(state), fact, scope);
      const emitted: FactEvent[] = [];
      const timers: TimerChange[] = [];
      for (const { type, params } of effects) {
        if (type === 'xstate.emit' && params?.event) emitted.push(params.event);
        else if (type === 'xstate.raise' && params?.id) timers.push(timerSet(params.id, params.delay));
        else if (type === 'xstate.cancel' && params?.sendId)
          timers.push({ kind: 'clear', timerId: params.sendId });
        else if (type !== 'xstate.raise' || params?.delay !== undefined) refuseEffect(machine, type);
      }
      return { value: next.value, context: next.context, done: next.status === 'done', emitted, timers };
    },
    possible: (state) => {
      const snapshot = revive(state);
      return [...alphabet].filter((type) => !type.startsWith(timerPrefix) && canTake(snapshot, { type }));
    },
    hasTag: ({ value }, tag) => isTagged(machine.root, value, tag),
    timersOf: (state) => {
      const { _nodes: nodes, context } = revive(state);
      const afters = new Map(nodes.flatMap((node) => node.after).map((each) => [each.eventType, each.delay]));
      return [...afters].map(([timerId, delay]) => {
        const named: unknown = machine.implementations.delays[String(delay)] ?? delay;
        const delayMs = Number(
          typeof named === 'function'
            ? named({ context, event: { type: '' }, self, system: self.system })
            : named,
        );
        timerSet(timerId, delayMs);
        return { timerId, delayMs };
      });
    },
    fits: (state) => {
      const { context } = state;
      if (typeof context !== 'object' || context === null) return false;
      if (!keysOfContext().every((key) => key in context)) return false;
      try {
        // What a value leaves out is filled in with initial states, so it is compared with what came of it.
        const { value } = revive(state);
        return isDeepStrictEqual(value, state.value) && isFinal(machine.root, value) === state.done;
      } catch {
        return false;
      }
    },
  };
};

/** Whether a state node or one that is active in it has the tag: asked at every step, too often for a snapshot each. */
const isTagged = (node: AnyStateNode, value: StateValue | undefined, tag: string): boolean => {
  if (node.tags.includes(tag)) return true;
  if (value === undefined) return false;
  if (typeof value === 'string') return node.states[value]?.tags.includes(tag) ?? false;
  return Object.keys(value).some((key) => {
    const child = node.states[key];
    return child !== undefined && isTagged(child, value[key], tag);
  });
};

/** Whether a state node has come to its end in this value of it. */
const isFinal = (node: AnyStateNode, value: StateValue | undefined): boolean => {
  if (node.type === 'parallel')
    return Object.entries(node.states).every(([key, region]) => isFinal(region, Object(value)[key]));
  const child = typeof value === 'string' ? value : (Object.keys(value ?? {})[0] ?? '');
  return node.states[child]?.type === 'final';
};
