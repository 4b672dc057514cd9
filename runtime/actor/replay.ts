import type { StreamId } from '../../contracts/ids.ts';
import type { ActorState, FactEvent } from './actor-state.ts';
import type { ActorDefinition } from './definition.ts';
import type { DurableMachine, Transition } from './durable-machine.ts';
import { isMigrated } from './machine-migration.ts';
import { afterMigration } from './migrate-actor.ts';
import { machineOf, timersAfter } from './step.ts';

/** A fact as it is read back from the log, in the present schema. */
export interface StoredFact {
  readonly version: number;
  readonly machineVersion: number;
  readonly fact: FactEvent;
  /** Milliseconds since the epoch. */
  readonly time: number;
}

/** The actor before its first fact, on the newest machine. */
export const initialState = (
  definition: ActorDefinition<unknown, unknown>,
  streamId: StreamId,
): ActorState => {
  const newest = definition.machines.at(-1);
  if (!newest) throw new Error(`${definition.category} has no machine`);
  return begin(newest, streamId);
};

const begin = (machine: DurableMachine, streamId: StreamId): ActorState => ({
  streamId,
  version: 0,
  machineVersion: machine.version,
  createdAt: 0,
  updatedAt: 0,
  timers: {},
  ...machine.initial(streamId),
});

/** The actor before the first fact of its stream, on the machine that this fact was recorded with. */
export const beforeFirst = (
  definition: ActorDefinition<unknown, unknown>,
  streamId: StreamId,
  machineVersion: number,
): ActorState => begin(machineOf(definition, machineVersion), streamId);

/** Folds a stream again, without effects. `facts` are in order from version 1; the result is the state after the last. */
export const replay = (
  definition: ActorDefinition<unknown, unknown>,
  streamId: StreamId,
  facts: readonly StoredFact[],
): ActorState => {
  const first = facts[0];
  if (!first) return initialState(definition, streamId);
  return facts.reduce(
    (state, stored) => stepAgain(definition, state, stored).after,
    beforeFirst(definition, streamId, first.machineVersion),
  );
};

/** Takes one fact again, without effects: where it leads, and what the machine emits and sets on the way. */
export const stepAgain = (
  definition: ActorDefinition<unknown, unknown>,
  state: ActorState,
  stored: StoredFact,
): { readonly after: ActorState; readonly transition: Transition } => {
  const machine = machineOf(definition, stored.machineVersion);
  // Before it the old machine folds, after it the new one.
  if (isMigrated(stored.fact)) {
    const after = afterMigration(machine, state, stored.fact, stored.version, stored.time);
    const { value, context, done } = after;
    return { after, transition: { value, context, done, emitted: [], timers: [] } };
  }
  // A timer that fired is no longer set, whatever its transition says.
  const { [stored.fact.type]: _fired, ...timers } = state.timers;
  const transition = machine.step(state, stored.fact);
  const after = {
    streamId: state.streamId,
    version: stored.version,
    machineVersion: stored.machineVersion,
    value: transition.value,
    context: transition.context,
    done: transition.done,
    createdAt: state.createdAt || stored.time,
    updatedAt: stored.time,
    timers: timersAfter(timers, transition, stored.time),
  };
  return { after, transition };
};
