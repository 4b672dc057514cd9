/** What sets a transition off. */
export type Cause =
  | { readonly kind: 'event'; readonly name: string }
  /** `name` is that of the delay, or its milliseconds. */
  | { readonly kind: 'after'; readonly name: string }
  | { readonly kind: 'always' }
  | { readonly kind: 'done' };

/** One way out of a state, or something that it takes without being left. */
export interface ChartTransition {
  /** Never changes within a machine version: `confirmed.OrderPlaced.0`, counted among the ways of one event. */
  readonly id: string;
  /** The type of the fact as streams record it; empty for one that needs no fact. */
  readonly event: string;
  readonly cause: Cause;
  readonly guard?: string;
  readonly actions: readonly string[];
  /** Ids of states; none: the state is not left. */
  readonly targets: readonly string[];
  /** Whether a state that leads to itself is left and entered again. */
  readonly reenter: boolean;
}

/** A state with all that is in it. */
export interface ChartState {
  /** The names from the root down, joined by dots; empty for the root. */
  readonly id: string;
  readonly name: string;
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final';
  readonly description?: string;
  readonly tags: readonly string[];
  readonly entry: readonly string[];
  readonly exit: readonly string[];
  /** Id of the state inside that it begins with. */
  readonly initial?: string;
  readonly states: readonly ChartState[];
  /** The guarded ways of one event in the order in which they are asked. */
  readonly transitions: readonly ChartTransition[];
}

/** What can be seen of a machine version without running it: its root, whose name is the machine's. */
export interface Chart {
  readonly version: number;
  readonly root: ChartState;
}

/** A state and all states in it, outer ones first. */
export const statesIn = (state: ChartState): readonly ChartState[] => [
  state,
  ...state.states.flatMap(statesIn),
];
