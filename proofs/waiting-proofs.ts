import type { AnyStateNode } from 'xstate';
import { type Graph, isTimer, type Node } from './explore.ts';
import type { Counterexample, Proof } from './proof.ts';
import { pathOf } from './state-names.ts';

/** A state and those around it, inside out. */
const around = (state: AnyStateNode): AnyStateNode[] => [
  state,
  ...(state.parent ? around(state.parent) : []),
];

const isAwaited = ({ ledger }: Graph, node: Node, state: AnyStateNode): boolean =>
  around(state).some((each) => {
    const awaited = ledger.waits?.[pathOf(each)];
    if (awaited) return awaited.every((type) => node.edges.some(({ fact }) => fact.type === type));
    return (
      each.tags.includes('awaitsPerson') || each.after.some(({ eventType }) => node.timers.has(eventType))
    );
  });

const waitsForNobody = (graph: Graph): Counterexample | undefined => {
  for (const node of graph.nodes) {
    if (node.snapshot.status !== 'active') continue;
    const leaves = node.snapshot._nodes.filter(({ type }) => type === 'atomic');
    const lost = leaves.find(
      (state) => !isAwaited(graph, node, state) && !graph.ledger.rests?.includes(pathOf(state)),
    );
    if (lost) return { because: `in ${pathOf(lost)} no timer is set, and nobody is sure to come`, at: node };
  }
  return undefined;
};

const firesInVain = ({ nodes }: Graph): Counterexample | undefined => {
  for (const node of nodes)
    for (const timer of node.timers)
      if (!node.edges.some(({ fact }) => fact.type === timer))
        return { because: `${timer} goes off and nothing happens`, at: node };
  return undefined;
};

/** A cycle of timers alone: each look ends at one that was seen on the same way, or was cleared before. */
const silentCycle = ({ nodes }: Graph): Counterexample | undefined => {
  const cleared = new Set<Node>();
  for (const start of nodes) {
    const way: { readonly node: Node; readonly next: Iterator<Node> }[] = [];
    const onWay = new Set<Node>();
    const enter = (node: Node) => {
      const silent = node.edges.filter(({ fact }) => isTimer(fact)).map(({ to }) => to);
      way.push({ node, next: silent.values() });
      onWay.add(node);
    };
    if (!cleared.has(start)) enter(start);
    for (let top = way.at(-1); top; top = way.at(-1)) {
      const { done, value } = top.next.next();
      if (done) {
        cleared.add(top.node);
        onWay.delete(top.node);
        way.pop();
      } else if (onWay.has(value)) {
        return { because: 'while nobody answers its timers go off for ever', at: value };
      } else if (!cleared.has(value)) enter(value);
    }
  }
  return undefined;
};

const requestRefused = ({ nodes, ledger }: Graph): Counterexample | undefined => {
  for (const node of nodes) {
    if (node.snapshot.status !== 'active') continue;
    const refused = ledger.always?.find((type) => !node.edges.some(({ fact }) => fact.type === type));
    if (refused) return { because: `${refused} is not taken here`, at: node };
  }
  return undefined;
};

/** What keeps an actor, and who asks it, from being forgotten. */
export const waitingProofs: readonly Proof[] = [
  {
    name: 'nobody-waits-for-ever',
    statement: 'every state has a timer set, asks a person, waits for what is sure to come, or may last',
    refute: waitsForNobody,
  },
  {
    name: 'every-timer-does-something',
    statement: 'a timer that goes off is taken',
    refute: firesInVain,
  },
  {
    name: 'silence-ends',
    statement: 'where nobody answers the timers come to an end, in an end or at a person',
    refute: silentCycle,
  },
  {
    name: 'every-request-is-taken',
    statement: 'what must always be answered is taken in every state',
    refute: requestRefused,
  },
];
