import { type AnyStateMachine, createMachine } from 'xstate';

/** One defect in a definition. */
export interface Mutant {
  readonly defect: string;
  /** The proof that must find it; others may, too. */
  readonly foundBy: string;
  /** Path in the definition → what is there instead; undefined leaves it out. */
  readonly put?: Readonly<Record<string, unknown>>;
  /** Name of an action → that of another one, or nothing. */
  readonly actions?: Readonly<Record<string, string | undefined>>;
  readonly guards?: Readonly<Record<string, () => boolean>>;
}

type Tree = Record<string, unknown>;
const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null;

/** A copy in which everything but functions may be changed. */
const copy = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(copy);
  if (!isTree(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, copy(member)]));
};

const put = (root: Tree, path: string, value: unknown): void => {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const parent = keys.reduce<unknown>((tree, key) => (isTree(tree) ? tree[key] : undefined), root);
  if (!isTree(parent)) throw new Error(`The definition has no ${path}`);
  if (value === undefined && !(last in parent)) throw new Error(`The definition has no ${path} to leave out`);
  if (value === undefined) delete parent[last];
  else parent[last] = value;
};

/** The machine with the defect, made from a copy of its definition. */
export const mutate = (
  machine: AnyStateMachine,
  mutant: Omit<Mutant, 'defect' | 'foundBy'>,
): AnyStateMachine => {
  const config = copy(machine.config);
  if (!isTree(config)) throw new Error('A definition is an object');
  for (const [path, value] of Object.entries(mutant.put ?? {})) put(config, path, value);
  const { actions, guards, delays } = machine.implementations;
  const swapped = Object.entries(mutant.actions ?? {}).map(([name, other]) => {
    if (!(name in actions)) throw new Error(`The machine has no action ${name}`);
    return [name, other === undefined ? () => {} : actions[other]];
  });
  return createMachine(config, {
    actions: { ...actions, ...Object.fromEntries(swapped) },
    guards: { ...guards, ...mutant.guards },
    delays,
  });
};
