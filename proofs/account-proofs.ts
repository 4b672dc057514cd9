import type { Graph } from './explore.ts';
import type { Misstep } from './follow-accounts.ts';
import type { Counterexample, Proof } from './proof.ts';
import { pathOf, pathsIn, statesOf } from './state-names.ts';

const firstMisstep = (graph: Graph, kind: Misstep['kind']): Counterexample | undefined => {
  for (const node of graph.nodes)
    for (const edge of node.edges) {
      const misstep = edge.missteps.find((each) => each.kind === kind);
      if (!misstep) continue;
      const { type, account, phase } = misstep;
      const verb = kind === 'took' ? 'believes' : 'asks for';
      return { because: `it ${verb} ${type} while its ${account.name} is ${phase}`, at: edge };
    }
  return undefined;
};

/** What the accounts of a ledger ask. */
export const accountProofs: readonly Proof[] = [
  {
    name: 'settles-what-it-owes',
    statement: 'every path into a state that settles an account leaves nothing owed there',
    refute: (graph) => unsettled(graph) ?? unnamed(graph),
  },
  {
    name: 'asks-only-what-is-owed',
    statement: 'nothing is asked for or told twice, too early or beside its opposite',
    refute: (graph) => firstMisstep(graph, 'emitted'),
  },
  {
    name: 'believes-only-what-was-asked',
    statement: 'an answer counts only after it was asked for',
    refute: (graph) => firstMisstep(graph, 'took'),
  },
];

const unsettled = ({ nodes, ledger }: Graph): Counterexample | undefined => {
  for (const node of nodes)
    for (const path of pathsIn(node.snapshot))
      for (const [index, account] of ledger.accounts.entries()) {
        const phase = node.phases[index] ?? account.begins;
        const allowed = account.settledIn[path];
        if (!allowed || allowed.includes(phase)) continue;
        return {
          because: `in ${path} its ${account.name} is ${phase}, not ${allowed.join(' or ')}`,
          at: node,
        };
      }
  return undefined;
};

/** A ledger that is silent about an end would prove nothing there. */
const unnamed = ({ machine, ledger }: Graph): Counterexample | undefined => {
  const states = statesOf(machine);
  const finals = Object.values(machine.root.states).filter(({ type }) => type === 'final');
  for (const account of ledger.accounts) {
    const silent = finals.map(pathOf).find((path) => !account.settledIn[path]);
    if (silent) return { because: `the account of ${account.name} does not say how ${silent} leaves it` };
    const unknown = Object.keys(account.settledIn).find(
      (path) => !states.some((each) => pathOf(each) === path),
    );
    if (unknown) return { because: `the account of ${account.name} names ${unknown}, which is no state` };
  }
  return undefined;
};
