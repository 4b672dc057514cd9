import type { Edge, Node } from './explore.ts';
import { isTimer } from './explore.ts';
import type { Counterexample } from './proof.ts';
import { shownState } from './state-names.ts';

/** The edges from the beginning to here. */
export const pathTo = (end: Node | Edge | undefined): readonly Edge[] => {
  const path: Edge[] = [];
  let edge = end && 'to' in end ? end : end?.cause;
  while (edge) {
    path.unshift(edge);
    edge = edge.from.cause;
  }
  return path;
};

/** A counterexample as a person reads it: why, and one line for each fact on the way. */
export const tellPath = (statement: string, { because, at }: Counterexample): string => {
  const lines = pathTo(at).map(({ fact, to, emitted }, index) => {
    const named = isTimer(fact) ? `timer ${fact.type.split('.')[2]}` : fact.type;
    const sent = emitted.length > 0 ? `, emits ${emitted.map(({ type }) => type).join(', ')}` : '';
    return `  ${index + 1}. ${named} → ${shownState(to.snapshot)}${sent}`;
  });
  return [`It does not hold that ${statement}: ${because}.`, ...lines].join('\n');
};
