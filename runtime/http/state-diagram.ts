/** The parts of a definition that a diagram shows. */
interface Node {
  readonly initial?: string;
  readonly type?: string;
  readonly states?: Readonly<Record<string, Node>>;
  readonly on?: Readonly<Record<string, unknown>>;
  readonly after?: Readonly<Record<string, unknown>>;
  readonly always?: unknown;
  readonly onDone?: unknown;
}

/** A transition as it may be written: a target, an object with a target and a guard, or a list of them. */
interface Written {
  readonly target?: string;
  readonly guard?: string;
}

/** Writes a machine's definition as a Mermaid `stateDiagram-v2`, nested and parallel states included. */
export const stateDiagram = (definition: unknown): string => {
  const root: Node & { id?: string } = Object(definition);
  return ['stateDiagram-v2', ...inside(root, root.id ?? '', [])].join('\n');
};

const indent = (path: readonly string[]): string => '  '.repeat(path.length + 1);
const idOf = (path: readonly string[]): string => path.join('__');

/** What stands in the braces of a state: its start, its children, their transitions. */
const inside = (node: Node, rootId: string, path: readonly string[]): string[] => {
  const children = Object.entries(node.states ?? {});
  const regions = node.type === 'parallel';
  const start = node.initial ? [`${indent(path)}[*] --> ${idOf([...path, node.initial])}`] : [];
  const lines = children.flatMap(([key, child], index) => {
    const separator = regions && index > 0 ? [`${indent(path)}--`] : [];
    return [...separator, ...state(key, child, rootId, path)];
  });
  return [...start, ...lines];
};

const state = (key: string, node: Node, rootId: string, parent: readonly string[]): string[] => {
  const path = [...parent, key];
  const pad = indent(parent);
  const name = `${pad}state "${key}" as ${idOf(path)}`;
  const body = node.states ? [`${name} {`, ...inside(node, rootId, path), `${pad}}`] : [name];
  const final = node.type === 'final' ? [`${pad}${idOf(path)} --> [*]`] : [];
  return [...body, ...transitions(node, rootId, path), ...final];
};

const transitions = (node: Node, rootId: string, path: readonly string[]): string[] => {
  const labelled: [string, unknown][] = [
    ...Object.entries(node.on ?? {}),
    ...Object.entries(node.after ?? {}).map(([delay, to]): [string, unknown] => [`after ${delay}`, to]),
    ['', node.always],
    ['done', node.onDone],
  ];
  return labelled.flatMap(([label, written]) =>
    (written === undefined ? [] : [written].flat()).map((each) => arrow(label, each, rootId, path)),
  );
};

const arrow = (label: string, written: unknown, rootId: string, path: readonly string[]): string => {
  const { target, guard }: Written = typeof written === 'string' ? { target: written } : Object(written);
  const text = [label, guard ? `[${guard}]` : ''].filter(Boolean).join(' ');
  const to = target === undefined ? path : resolve(target, rootId, path);
  return `${indent(path.slice(1))}${idOf(path)} --> ${idOf(to)}${text ? ` : ${text}` : ''}`;
};

/** `#order.compensating` from the root, `.child` below the state, a bare name beside it. */
const resolve = (target: string, rootId: string, path: readonly string[]): string[] => {
  if (target.startsWith(`#${rootId}.`)) return target.slice(rootId.length + 2).split('.');
  if (target.startsWith('.')) return [...path, ...target.slice(1).split('.')];
  return [...path.slice(0, -1), ...target.split('.')];
};
