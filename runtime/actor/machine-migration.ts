import type { FactEvent, StateValue } from './actor-state.ts';

/** Where an actor is on its machine, as a migration reads and writes it. */
export interface Place<Context> {
  readonly value: StateValue;
  readonly context: Context;
}

/** Where an actor goes on, or why it stays on its version. */
export type Move<Context> =
  | ({ readonly kind: 'moves' } & Place<Context>)
  | { readonly kind: 'stays'; readonly reason: string };

/** How actors in flight come from one version of their machine to another; made with `machineMigration`. */
export interface MachineMigration<From = unknown, To = unknown> {
  readonly from: number;
  readonly to: number;
  /** Pure. Emits nothing: what the state asked for on its way has been asked for. */
  migrate(place: Place<From>): Move<To>;
}

/** Declares a migration with the contexts of its two machines. */
export const machineMigration = <From, To>(
  from: number,
  to: number,
  migrate: (place: Place<From>) => Move<To>,
): MachineMigration => {
  const typed: MachineMigration<From, To> = { from, to, migrate: (place) => migrate(place) };
  return typed;
};

/** The type of the fact that a migration is; no contract can have a dot in its name. */
export const migratedType = 'machine.migrated';

/**
 * What a stream keeps of a migration: where it led, whole. It is read back and never decided again, so the function
 * that decided it may be corrected, or removed, afterwards.
 */
export interface MigratedFact extends FactEvent, Place<unknown> {
  readonly type: typeof migratedType;
  readonly from: number;
  readonly to: number;
  /** Timer id → due, in milliseconds since the epoch. */
  readonly timers: Readonly<Record<string, number>>;
}

/** Whether a fact of a stream is a migration. */
export const isMigrated = (fact: FactEvent): fact is MigratedFact => fact.type === migratedType;
