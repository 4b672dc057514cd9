import type { StreamId } from '../../contracts/ids.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import type { StreamEvent } from '../store/read-stream.ts';
import type { ActorState } from './actor-state.ts';
import { asStored, type Change, changesBetween } from './changes-between.ts';
import type { ActorDefinition } from './definition.ts';
import { beforeFirst, initialState } from './replay.ts';
import { type Difference, isFollowed, type TakenAgain, takeAgain } from './take-again.ts';
import { takeElsewhere } from './take-elsewhere.ts';

/** One recorded fact and what it did. */
export interface LifeStep extends TakenAgain {
  readonly event: StreamEvent;
  readonly before: ActorState;
  /** What it changed in the context. */
  readonly changes: readonly Change[];
}

/** The life of an actor, told from its stream. */
export interface Life {
  /** After the last fact that could be taken. */
  readonly state: ActorState;
  readonly steps: readonly LifeStep[];
  /** Where the machine and what was recorded part ways; none is as it must be. */
  readonly differences: readonly Difference[];
}

/**
 * Folds a stream again, without effects, and tells each step. It ends at a fact that makes the machine throw. With
 * `machineVersion` it is folded on that version from its first fact on, as if it had never been on another, and ends
 * where it would have gone another way: what follows would not have come.
 */
export const lifeOf = (
  definition: ActorDefinition<unknown, unknown>,
  messageTypes: ReadonlyMap<string, MessageType>,
  streamId: StreamId,
  events: readonly StreamEvent[],
  machineVersion?: number,
): Life => {
  const steps: LifeStep[] = [];
  const differences: Difference[] = [];
  const [first] = events;
  let state = first
    ? beforeFirst(definition, streamId, machineVersion ?? first.machineVersion)
    : initialState(definition, streamId);
  for (const event of events) {
    const taken =
      machineVersion === undefined
        ? takeAgain(definition, messageTypes, state, event)
        : takeElsewhere(definition, messageTypes, state, event, machineVersion);
    if (!('after' in taken)) return { state, steps, differences: [...differences, taken] };
    const changes = changesBetween(asStored(state.context), asStored(taken.after.context));
    steps.push({ ...taken, event, before: state, changes });
    differences.push(...taken.differences);
    state = taken.after;
    if (machineVersion !== undefined && !isFollowed(taken)) break;
  }
  return { state, steps, differences };
};
