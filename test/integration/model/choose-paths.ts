import type { AnyEventObject } from 'xstate';
import { type Edge, explore, type Graph, isTimer, type Node } from '../../../proofs/explore.ts';
import { createStepper, type Moment, type Stepped } from '../../../proofs/stepper.ts';
import { pathTo } from '../../../proofs/tell-path.ts';
import type { ModelledActor } from './modelled-actor.ts';

/** A fact and what the model makes of it. */
export interface Taken extends Stepped {
  readonly fact: AnyEventObject;
  readonly before: Moment;
}

/** A life to be led: these facts are taken, then each of those is not. */
export interface Life {
  readonly taken: readonly Taken[];
  readonly end: Moment;
  readonly untaken: readonly AnyEventObject[];
}

/** What the model says without the accounts, which no actor keeps. */
export const modelOf = ({ machine, ledger }: ModelledActor): Graph =>
  explore(machine, { ...ledger, accounts: [] });

/**
 * The shortest lives that take every edge and end in every state. Two edges are the same when their states have the
 * same value, timers, takeable facts and what else the actor names, and the same transitions are taken: the third
 * attempt at a release goes the way of the second, the ninth does not.
 */
export const livesOf = (actor: ModelledActor, graph: Graph): readonly Life[] => {
  const types = [...new Set(graph.nodes.flatMap((node) => [...node.timers]))].map((type) => ({ type }));
  const named = (node: Node) => {
    const takes = node.edges.map(({ fact }) => graph.ledger.facts.indexOf(fact));
    const same = actor.sameness?.(node.snapshot.context);
    return JSON.stringify([node.snapshot.value, [...node.timers].sort(), takes, same]);
  };
  const transitions = new Map<unknown, number>();
  const numberOf = (transition: unknown): number => {
    const number = transitions.get(transition) ?? transitions.size;
    transitions.set(transition, number);
    return number;
  };
  const seen = new Set<string>();
  const isNew = (key: string): boolean => seen.size < seen.add(key).size;
  const edges = graph.nodes.flatMap((node) =>
    node.edges.filter(({ fact, to, transitions }) => {
      const at = graph.ledger.facts.indexOf(fact);
      return isNew(JSON.stringify([named(node), at, fact.type, named(to), transitions.map(numberOf)]));
    }),
  );
  const ends = graph.nodes.filter((node) => isNew(named(node)));
  const stepper = createStepper(actor.machine, graph.ledger.input);
  // Led again from the beginning: a node stands for all ways to it, with the context of the first.
  const life = (path: readonly Edge[], untaken: readonly AnyEventObject[]): Life => {
    let end = stepper.initial();
    const taken = path.map(({ fact }) => {
      const before = end;
      const stepped = stepper.step(before, fact);
      end = stepped.moment;
      return { ...stepped, fact, before };
    });
    return { taken, end, untaken };
  };
  return [
    ...edges.map((edge) => life(pathTo(edge), [])),
    ...ends.map((end) =>
      life(
        pathTo(end),
        [...graph.ledger.facts, ...types].filter((fact) => !isTaken(end, fact)),
      ),
    ),
  ];
};

const isTaken = (node: Node, fact: AnyEventObject): boolean =>
  node.edges.some((edge) => (isTimer(fact) ? edge.fact.type === fact.type : edge.fact === fact));
