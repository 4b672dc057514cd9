import { type AnyStateNode, type AnyTransitionDefinition, createMachine } from 'xstate';
import type { Cause, Chart, ChartState, ChartTransition } from './chart.ts';

/** Reads a definition as XState understands it: targets found, short forms written out. */
export const readChart = (definition: unknown): Chart => {
  const machine = createMachine(Object(definition));
  return { version: Number(machine.version), root: stateOf(machine.root) };
};

const stateOf = (node: AnyStateNode): ChartState => {
  const initial = node.type === 'compound' ? node.initial.target?.[0] : undefined;
  return {
    id: idOf(node),
    name: node.key,
    kind: kindOf(node),
    ...(node.description !== undefined && { description: node.description }),
    tags: node.tags,
    entry: namesOf(node.entry),
    exit: namesOf(node.exit),
    ...(initial && { initial: idOf(initial) }),
    states: Object.values(node.states).map(stateOf),
    transitions: transitionsOf(node),
  };
};

const idOf = (node: AnyStateNode): string => node.path.join('.');

const kindOf = ({ type }: AnyStateNode): ChartState['kind'] => (type === 'history' ? 'atomic' : type);

const transitionsOf = (node: AnyStateNode): ChartTransition[] => {
  const byEvent = [...node.transitions, ['', node.always ?? []] as const];
  return byEvent.flatMap(([event, ways]) =>
    ways.map((way, index) => {
      const guard = nameOf(way.guard);
      const cause = causeOf(node, event, way);
      const name = 'name' in cause ? [cause.name] : [];
      return {
        id: [...node.path, ...(cause.kind === 'event' ? [] : [cause.kind]), ...name, index].join('.'),
        event,
        cause,
        ...(guard !== undefined && { guard }),
        actions: namesOf(way.actions),
        targets: (way.target ?? []).map(idOf),
        reenter: way.reenter,
      };
    }),
  );
};

const causeOf = (node: AnyStateNode, event: string, way: AnyTransitionDefinition): Cause => {
  if (event === '') return { kind: 'always' };
  if (event === `xstate.done.state.${node.id}`) return { kind: 'done' };
  const after = node.after.find(({ eventType }) => eventType === way.eventType);
  return after ? { kind: 'after', name: String(after.delay) } : { kind: 'event', name: event };
};

/** What the engine itself puts in for timers is a function; all else has a name. */
const namesOf = (actions: readonly unknown[]): string[] => actions.flatMap((action) => nameOf(action) ?? []);

/** A guard or action is written as its name, or as an object with its name and parameters. */
const nameOf = (written: unknown): string | undefined => {
  if (written === undefined || typeof written === 'function') return undefined;
  if (typeof written === 'string') return written;
  const { type, params }: { type?: string; params?: unknown } = Object(written);
  return params === undefined ? type : `${type}(${JSON.stringify(params)})`;
};
