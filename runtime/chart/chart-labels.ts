import { type Chart, type ChartState, type ChartTransition, statesIn } from './chart.ts';

/** `OrderPlaced [isNewer]`, `after retryDelay`, `done`; empty when nothing has to happen or hold. */
export const labelOf = ({ cause, guard }: ChartTransition): string => {
  const what = { event: '', after: 'after ', always: '', done: 'done' }[cause.kind];
  return [`${what}${'name' in cause ? cause.name : ''}`, guard && `[${guard}]`].filter(Boolean).join(' ');
};

/** All ways from one state to another: one arrow, a line of its label for each. */
export interface Arrow {
  /** `confirmed→cancelled` */
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly transitions: readonly ChartTransition[];
}

/** The arrows of a chart, in the order in which they are written. */
export const arrowsOf = ({ root }: Chart): readonly Arrow[] => statesIn(root).flatMap(arrowsFrom);

const arrowsFrom = (state: ChartState): Arrow[] => {
  const targets = [...new Set(state.transitions.flatMap((transition) => transition.targets))];
  return targets.map((to) => ({
    id: `${state.id}→${to}`,
    from: state.id,
    to,
    transitions: state.transitions.filter((transition) => transition.targets.includes(to)),
  }));
};

/** What a state takes without being left. */
export const stayingIn = (state: ChartState): readonly ChartTransition[] =>
  state.transitions.filter(({ targets }) => targets.length === 0);
