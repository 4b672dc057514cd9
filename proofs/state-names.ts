import type { AnyMachineSnapshot, AnyStateMachine, AnyStateNode } from 'xstate';

/** Every state of a definition, the root first. */
export const statesOf = (machine: AnyStateMachine): AnyStateNode[] => under(machine.root);

const under = (node: AnyStateNode): AnyStateNode[] => [node, ...Object.values(node.states).flatMap(under)];

/** Where a state is in its definition: `confirming.payment.captured`. */
export const pathOf = (node: AnyStateNode): string => node.path.join('.') || '(root)';

/** The states that the machine is in, from the outside in. */
export const pathsIn = (snapshot: AnyMachineSnapshot): readonly string[] =>
  snapshot._nodes.map(pathOf).filter((path) => path !== '(root)');

/** The innermost states that the machine is in, as a reader names them. */
export const shownState = (snapshot: AnyMachineSnapshot): string =>
  snapshot._nodes
    .filter(({ type }) => type === 'atomic' || type === 'final')
    .map(pathOf)
    .join(' + ');
