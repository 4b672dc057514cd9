import type { StateValue } from '../../runtime/actor/actor-state.ts';
import type { DurableMachine } from '../../runtime/actor/durable-machine.ts';

/** A node of a statechart's definition, as far as it is read here. */
interface Node {
  readonly states?: Readonly<Record<string, Node>>;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  /** It is left as soon as it is entered, so nobody ever sees it. */
  readonly always?: unknown;
}

/** The states and edges of a machine. An edge is a state and a fact that it takes itself: `confirmed CancellationRequested`. */
export interface MachineMap {
  readonly states: readonly string[];
  readonly edges: readonly string[];
  /** What a fact went through that came in this state. */
  through(value: StateValue, fact: string): readonly string[];
  /** The innermost and all outer states of a value. */
  within(value: StateValue): readonly string[];
}

const nameOf = (path: readonly string[]): string => path.join('.') || '(any)';

/** Reads a machine's definition; timers are facts named as XState names them. */
export const mapMachine = (machine: DurableMachine): MachineMap => {
  const states: string[] = [];
  const takes = new Map<string, ReadonlySet<string>>();
  const read = (node: Node, path: readonly string[]): void => {
    const id = [machine.name, ...path].join('.');
    const timers = Object.keys(node.after ?? {}).map((delay) => `xstate.after.${delay}.${id}`);
    if (path.length > 0 && node.always === undefined) states.push(nameOf(path));
    takes.set(nameOf(path), new Set([...Object.keys(node.on ?? {}), ...timers]));
    for (const [name, child] of Object.entries(node.states ?? {})) read(child, [...path, name]);
  };
  const root: Node = Object(machine.definition);
  read(root, []);

  const within = (value: StateValue): string[] => pathsOf(value, []).map(nameOf);
  return {
    states,
    edges: [...takes].flatMap(([state, facts]) => [...facts].map((fact) => `${state} ${shorten(fact)}`)),
    within,
    through: (value, fact) => {
      // What an inner state takes its outer ones do not see.
      const taking = ['(any)', ...within(value)].filter((state) => takes.get(state)?.has(fact));
      return taking
        .filter((state) => !taking.some((inner) => inner.startsWith(`${state}.`)))
        .filter((state) => state !== '(any)' || taking.length === 1)
        .map((state) => `${state} ${shorten(fact)}`);
    },
  };
};

const shorten = (fact: string): string =>
  fact.startsWith('xstate.after.') ? `after ${fact.split('.')[2]}` : fact;

const pathsOf = (value: StateValue, path: readonly string[]): (readonly string[])[] =>
  typeof value === 'string'
    ? [[...path, value]]
    : Object.entries(value).flatMap(([name, inner]) => [
        [...path, name],
        ...(inner === undefined ? [] : pathsOf(inner, [...path, name])),
      ]);
