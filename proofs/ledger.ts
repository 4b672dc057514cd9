import type { AnyEventObject } from 'xstate';

/** A fact that the machine takes or a message that it emits; `with` names members that it must have. */
export type Signal = {
  readonly with?: Readonly<Record<string, unknown>>;
} & ({ readonly takes: string } | { readonly emits: string });

/** A signal that is right in the phases `from`, and the phase that follows. */
export interface Move {
  readonly from: readonly string[];
  readonly on: Signal;
  readonly to: string;
}

/**
 * One thing that a machine may come to owe, such as stock or money, as an observer sees it who knows only what the
 * machine took and emitted. The machine's own context is not asked: a ledger that it keeps badly must be found.
 */
export interface Account {
  readonly name: string;
  /** The phase before anything has happened. */
  readonly begins: string;
  /** A signal that is named here is wrong in every phase that it has no move from: it comes too early, or twice. */
  readonly moves: readonly Move[];
  /** State (path with dots) → the phases that it may be left in there. Every final state must be named. */
  readonly settledIn: Readonly<Record<string, readonly string[]>>;
}

/** What a machine owes, and what may happen to it. */
export interface Ledger {
  readonly input: Readonly<Record<string, unknown>>;
  /**
   * One fact or more of each type. Each is given in every state that takes it, in any order and as often as it is
   * taken: nothing is assumed of who sends them. Timers need no mention: each fires when it is set.
   */
  readonly facts: readonly AnyEventObject[];
  readonly accounts: readonly Account[];
  /** States beside the final ones in which a life may end well. */
  readonly rests?: readonly string[];
  /** States that wait without a timer and without a person, and the facts that are sure to come there. */
  readonly waits?: Readonly<Record<string, readonly string[]>>;
  /** Requests that are taken in every state but those after the end, so that whoever sends them is answered. */
  readonly always?: readonly string[];
  /** What of the context decides how it goes on; all of it unless this says less. Counters must end somewhere. */
  decides?(context: unknown): unknown;
}
