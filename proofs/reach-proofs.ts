import type { AnyStateNode, AnyTransitionDefinition } from 'xstate';
import type { Graph, Node } from './explore.ts';
import type { Counterexample, Proof } from './proof.ts';
import { pathOf, pathsIn, statesOf } from './state-names.ts';

const noEndAhead = ({ nodes, ledger }: Graph): Counterexample | undefined => {
  const before = new Map<Node, Node[]>();
  for (const { edges } of nodes)
    for (const { from, to } of edges) {
      const known = before.get(to);
      if (known) known.push(from);
      else before.set(to, [from]);
    }
  const isEnd = ({ snapshot }: Node) =>
    snapshot.status === 'done' || pathsIn(snapshot).some((path) => ledger.rests?.includes(path));
  const leading = new Set(nodes.filter(isEnd));
  for (const node of leading) for (const from of before.get(node) ?? []) leading.add(from);
  const lost = nodes.find((node) => !leading.has(node));
  return lost && { because: 'no end can be reached from here', at: lost };
};

const transitionsTaken = ({ nodes }: Graph): ReadonlySet<AnyTransitionDefinition> => {
  const taken = new Set<AnyTransitionDefinition>();
  for (const { edges } of nodes)
    for (const { transitions } of edges) for (const each of transitions) taken.add(each);
  return taken;
};

/** Transient states and what lies around them are passed within one step: whoever leaves or enters them was there. */
const neverEntered = (graph: Graph): Counterexample | undefined => {
  const entered = new Set<AnyStateNode>();
  for (const { snapshot } of graph.nodes) for (const each of snapshot._nodes) entered.add(each);
  for (const { source, target } of transitionsTaken(graph))
    for (const each of [source, ...(target ?? [])]) entered.add(each);
  const missing = statesOf(graph.machine).find((state) => !entered.has(state));
  return missing && { because: `nothing leads into ${pathOf(missing)}` };
};

const shown = ({ source, eventType }: AnyTransitionDefinition, index: number): string =>
  `${pathOf(source)} on ${eventType || 'always'}, candidate ${index + 1}`;

const neverTaken = (graph: Graph): Counterexample | undefined => {
  const taken = transitionsTaken(graph);
  for (const state of statesOf(graph.machine))
    for (const written of [...state.transitions.values(), state.always ?? []]) {
      const index = written.findIndex((each) => !taken.has(each));
      const missing = written[index];
      if (missing) return { because: `no path takes the transition of ${shown(missing, index)}` };
    }
  return undefined;
};

const unsampled = ({ machine, ledger, endless }: Graph): Counterexample | undefined => {
  if (endless) return { because: 'its states never end: something in its context counts without a limit' };
  const given = new Set(ledger.facts.map(({ type }) => type));
  const missing = machine.events.find((type) => !type.startsWith('xstate.') && !given.has(type));
  if (missing) return { because: `the ledger gives no ${missing}` };
  const stranger = [...given].find((type) => !machine.events.includes(type));
  return stranger === undefined
    ? undefined
    : { because: `the ledger gives ${stranger}, which it never takes` };
};

/** What a definition promises by being written down. */
export const reachProofs: readonly Proof[] = [
  {
    name: 'everything-was-tried',
    statement: 'the proofs have seen every fact in every state',
    refute: unsampled,
  },
  {
    name: 'an-end-is-ahead',
    statement: 'from every state a final one, or one that may last, can be reached',
    refute: noEndAhead,
  },
  {
    name: 'every-state-is-entered',
    statement: 'every state of the definition is entered on some path',
    refute: neverEntered,
  },
  {
    name: 'every-transition-is-taken',
    statement: 'no transition is shadowed: each one that is written is taken on some path',
    refute: neverTaken,
  },
];
