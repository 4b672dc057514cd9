import type { StreamId } from '../../contracts/ids.ts';
import type { ActorRow, Snapshot } from '../store/load-batch.ts';
import type { ActorState } from './actor-state.ts';
import type { ActorDefinition } from './definition.ts';
import { machineOf } from './step.ts';

/**
 * The state that a row's snapshot holds; undefined when there is none, or when it cannot be a fold of this row's stream
 * on its machine. A wrong guess costs speed alone: the stream has everything.
 * @throws Poison `machine/unknown-version`
 */
export const stateOfSnapshot = (
  definition: ActorDefinition<unknown, unknown>,
  streamId: StreamId,
  { version, machineVersion, snapshot }: ActorRow,
): ActorState | undefined => {
  const machine = machineOf(definition, machineVersion);
  if (!isWhole(snapshot) || snapshot.version !== version || snapshot.machineVersion !== machineVersion)
    return undefined;
  // The same object goes on to be stepped: what the machine revives to judge it is revived once.
  const state: ActorState = { streamId, ...snapshot };
  return machine.fits(state) ? state : undefined;
};

/** Whether it has all its parts; it comes from a column that holds any JSON. */
const isWhole = (snapshot: Snapshot | null): snapshot is Snapshot => {
  const { value, done, createdAt, updatedAt, timers }: Partial<Record<keyof Snapshot, unknown>> =
    Object(snapshot);
  return (
    (typeof value === 'string' || isRecord(value)) &&
    typeof done === 'boolean' &&
    typeof createdAt === 'number' &&
    typeof updatedAt === 'number' &&
    isRecord(timers) &&
    Object.values(timers).every((due) => typeof due === 'number')
  );
};

const isRecord = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
