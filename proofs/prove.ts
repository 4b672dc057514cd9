import type { AnyStateMachine } from 'xstate';
import { accountProofs } from './account-proofs.ts';
import { explore, type Graph } from './explore.ts';
import type { Ledger } from './ledger.ts';
import type { Proof } from './proof.ts';
import { reachProofs } from './reach-proofs.ts';
import { tellPath } from './tell-path.ts';
import { waitingProofs } from './waiting-proofs.ts';

/** Every proof that a ledger buys. */
export const proofs: readonly Proof[] = [...reachProofs, ...waitingProofs, ...accountProofs];

/** What became of one proof. */
export interface Verdict {
  readonly name: string;
  readonly statement: string;
  /** The shortest path that refutes it, for a person to read; undefined when it holds. */
  readonly counterexample: string | undefined;
}

/** Tries every proof on every path of a graph. */
export const proveGraph = (graph: Graph): readonly Verdict[] =>
  proofs.map(({ name, statement, refute }) => {
    const refuted = refute(graph);
    return { name, statement, counterexample: refuted && tellPath(statement, refuted) };
  });

/** Tries every proof on every path that a machine can take. Milliseconds for tens of states, see `explore`. */
export const prove = (machine: AnyStateMachine, ledger: Ledger, mostNodes?: number): readonly Verdict[] =>
  proveGraph(explore(machine, ledger, mostNodes));
