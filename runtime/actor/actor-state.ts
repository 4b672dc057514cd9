import type { StreamId } from '../../contracts/ids.ts';

/** A state value as XState writes it: `'confirmed'` or `{ confirming: { stock: 'committing' } }`. */
export type StateValue = string | { readonly [key: string]: StateValue | undefined };

/** What an actor is at one version of its stream; a fold of its facts, kept as a snapshot in its row. */
export interface ActorState<Context = unknown> {
  readonly streamId: StreamId;
  /** Number of facts folded; 0 for an actor that does not exist yet. */
  readonly version: number;
  readonly machineVersion: number;
  readonly value: StateValue;
  readonly context: Context;
  readonly done: boolean;
  /** Time of the first fact and of the last, in milliseconds since the epoch; 0 before the first. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** Timers that are set: timer id → due, in milliseconds since the epoch. */
  readonly timers: Readonly<Record<string, number>>;
}

/** A fact as a machine takes it. */
export interface FactEvent {
  readonly type: string;
}
