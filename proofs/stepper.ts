import {
  type AnyActorScope,
  type AnyEventObject,
  type AnyMachineSnapshot,
  type AnyStateMachine,
  type AnyTransitionDefinition,
  createActor,
  initialTransition,
} from 'xstate';

/** A machine between two facts. */
export interface Moment {
  readonly snapshot: AnyMachineSnapshot;
  /** The timers that are set; a transition without `reenter` sets none again. */
  readonly timers: ReadonlySet<string>;
}

/** What one fact did. */
export interface Stepped {
  readonly moment: Moment;
  readonly emitted: readonly AnyEventObject[];
  /** The timers that it set, with their delays in milliseconds. */
  readonly set: ReadonlyMap<string, number>;
  /** Every transition on the way, transient ones too. */
  readonly transitions: readonly AnyTransitionDefinition[];
}

/** A machine that is driven without a host. */
export interface Stepper {
  initial(): Moment;
  step(before: Moment, fact: AnyEventObject): Stepped;
}

interface Effect {
  readonly type: string;
  readonly params?: {
    readonly event?: AnyEventObject;
    readonly id?: string;
    readonly delay?: number;
    readonly sendId?: string;
  };
}

/**
 * Drives a machine step by step. `xstate/graph` says which states follow which, but not what was emitted, which
 * timers are left and which of several written transitions was taken; the proofs need all three.
 */
export const createStepper = (machine: AnyStateMachine, input: unknown): Stepper => {
  let transitions: AnyTransitionDefinition[] = [];
  let effects: Effect[] = [];
  const self = createActor(machine, {
    input,
    inspect: (inspected) => {
      if (inspected.type === '@xstate.microstep') transitions.push(...inspected._transitions);
    },
  });
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
  return {
    initial: () => ({ snapshot: initialTransition(machine, input)[0], timers: new Set() }),
    step: (before, fact) => {
      transitions = [];
      effects = [];
      const snapshot = machine.transition(before.snapshot, fact, scope);
      const timers = new Set(before.timers);
      timers.delete(fact.type);
      const emitted: AnyEventObject[] = [];
      const set = new Map<string, number>();
      for (const { type, params } of effects) {
        if (type === 'xstate.emit' && params?.event) emitted.push(params.event);
        else if (type === 'xstate.raise' && params?.delay !== undefined)
          set.set(String(params.id), params.delay);
        else if (type === 'xstate.cancel')
          for (const each of [set, timers]) each.delete(String(params?.sendId));
      }
      for (const timer of set.keys()) timers.add(timer);
      const left = snapshot.status === 'active' ? timers : new Set<string>();
      return { moment: { snapshot, timers: left }, emitted, set, transitions };
    },
  };
};
