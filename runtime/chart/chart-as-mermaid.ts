import type { Chart, ChartState } from './chart.ts';
import { arrowsOf, labelOf, stayingIn } from './chart-labels.ts';

/** Writes a chart as a Mermaid `stateDiagram-v2`, which GitHub and many editors show. */
export const chartAsMermaid = (chart: Chart): string => {
  const { root, version } = chart;
  const arrows = arrowsOf(chart).flatMap(({ from, to, transitions }) =>
    transitions.map((transition) => ({ from, to, label: labelOf(transition) })),
  );
  // Mermaid has no root to draw from: what every state takes stands in a comment.
  const anywhere = [
    ...stayingIn(root).map(labelOf),
    ...arrows.filter(({ from }) => from === '').map(({ to, label }) => `${label} --> ${idOf(to)}`),
  ];
  return [
    'stateDiagram-v2',
    `  %% ${root.name}, version ${version}`,
    ...anywhere.map((line) => `  %% in every state: ${line}`),
    ...inside(root, '  '),
    ...arrows
      .filter(({ from }) => from !== '')
      .map(({ from, to, label }) => `  ${idOf(from)} --> ${idOf(to)}${label ? ` : ${label}` : ''}`),
    '',
  ].join('\n');
};

const idOf = (id: string): string => id.replaceAll('.', '__');

/** What stands in the braces of a state: its start and its children. */
const inside = (state: ChartState, pad: string): string[] => [
  ...(state.initial === undefined ? [] : [`${pad}[*] --> ${idOf(state.initial)}`]),
  ...state.states.flatMap((child, index) => [
    ...(state.kind === 'parallel' && index > 0 ? [`${pad}--`] : []),
    ...written(child, pad),
  ]),
];

const written = (state: ChartState, pad: string): string[] => {
  const id = idOf(state.id);
  const declared = `${pad}state "${state.name}" as ${id}`;
  const staying = stayingIn(state).map(labelOf);
  if (state.states.length > 0)
    return [
      `${declared} {`,
      ...inside(state, `${pad}  `),
      `${pad}}`,
      ...staying.map((label) => `${pad}${id} --> ${id} : ${label}`),
    ];
  return [
    declared,
    ...staying.map((label) => `${pad}${id} : ${label}`),
    ...(state.kind === 'final' ? [`${pad}${id} --> [*]`] : []),
  ];
};
