import type { Edge, Graph, Node } from './explore.ts';

/** What refutes a proof: why, and the end of the path that shows it; undefined when no path can show it. */
export interface Counterexample {
  readonly because: string;
  readonly at?: Node | Edge;
}

/** A statement about every path of a machine. */
export interface Proof {
  /** Short and stable, for tables and tests. */
  readonly name: string;
  readonly statement: string;
  /** The counterexample with the shortest path, if there is one. */
  refute(graph: Graph): Counterexample | undefined;
}
