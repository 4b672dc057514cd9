import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { ElkExtendedEdge, ElkNode } from 'elkjs/lib/elk-api.js';
import type { Chart, ChartState } from './chart.ts';
import { type Arrow, arrowsOf, labelOf, stayingIn } from './chart-labels.ts';
import { textWidth } from './text-width.ts';

export interface Point {
  readonly x: number;
  readonly y: number;
}
export interface Box extends Point {
  readonly width: number;
  readonly height: number;
}
/** Where everything is, in pixels from the upper left corner. */
export interface Layout extends Box {
  readonly states: ReadonlyMap<string, Box>;
  /** Where states begin, by their id. */
  readonly starts: ReadonlyMap<string, { readonly dot: Box; readonly line: readonly Point[] }>;
  readonly arrows: ReadonlyMap<string, { readonly line: readonly Point[]; readonly label?: Box }>;
}

/** Sizes of texts, which the drawing must keep to. */
export const textSize = { name: 14, label: 12, line: 16, header: 30 };
const dotSize = 10;

const everywhere = {
  'elk.algorithm': 'layered',
  'elk.direction': 'DOWN',
  'elk.layered.cycleBreaking.strategy': 'DEPTH_FIRST',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.json.shapeCoords': 'ROOT',
  'elk.json.edgeCoords': 'ROOT',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.spacing.nodeNode': '28',
  'elk.spacing.edgeNode': '16',
  'elk.spacing.edgeEdge': '12',
  'elk.spacing.edgeLabel': '4',
  'elk.layered.spacing.nodeNodeBetweenLayers': '28',
  'elk.layered.spacing.edgeNodeBetweenLayers': '14',
  'elk.layered.spacing.edgeEdgeBetweenLayers': '10',
};

const graphOf = (chart: Chart): ElkNode => ({
  id: 'graph',
  layoutOptions: { ...everywhere, 'elk.padding': padding(8, 8) },
  children: [nodeOf(chart.root)],
  edges: [...startsOf(chart.root), ...arrowsOf(chart).map(edgeOf)],
});

/** Finds a place for everything in each of the charts, in one thread: it has to load for 0.3 s of CPU, and gets faster. */
export const layOutCharts = async (charts: readonly Chart[]): Promise<readonly Layout[]> => {
  // Nothing of the layout engine, 1.6 MB, is loaded before somebody asks for a drawing, and nothing of it stays.
  const thread = new Worker(new URL('./lay-out-thread.mjs', import.meta.url), { execArgv: [] });
  const laidOut = once(thread, 'message');
  thread.postMessage(charts.map(graphOf));
  const [graphs = []]: readonly (readonly ElkNode[])[] = await laidOut;
  return graphs.map(read);
};

const padding = (top: number, side: number) => `[top=${top},left=${side},bottom=${side},right=${side}]`;

const nodeOf = (state: ChartState): ElkNode => {
  const staying = stayingIn(state).map(labelOf);
  const width =
    Math.max(
      textWidth(state.name, textSize.name) * 1.1,
      ...staying.map((line) => textWidth(line, textSize.label)),
    ) + 24;
  const height = textSize.header + staying.length * textSize.line + (staying.length > 0 ? 8 : 6);
  if (state.states.length === 0) return { id: stateId(state.id), width, height };
  const dot = state.initial === undefined ? [] : [{ id: startId(state.id), width: dotSize, height: dotSize }];
  return {
    id: stateId(state.id),
    layoutOptions: {
      ...everywhere,
      'elk.padding': padding(height + 8, 16),
      'elk.nodeSize.constraints': 'MINIMUM_SIZE',
      'elk.nodeSize.minimum': `(${width},${height})`,
    },
    children: [...dot, ...state.states.map(nodeOf)],
  };
};

const stateId = (id: string) => `state:${id}`;
const startId = (id: string) => `start:${id}`;
const arrowId = (id: string) => `arrow:${id}`;

const startsOf = (state: ChartState): ElkExtendedEdge[] => [
  ...(state.initial === undefined
    ? []
    : [
        {
          id: startId(state.id),
          sources: [startId(state.id)],
          targets: [stateId(state.initial)],
        },
      ]),
  ...state.states.flatMap(startsOf),
];

const edgeOf = ({ id, from, to, transitions }: Arrow): ElkExtendedEdge => {
  const lines = transitions.map(labelOf).filter((line) => line !== '');
  return {
    id: arrowId(id),
    sources: [stateId(from)],
    targets: [stateId(to)],
    ...(lines.length > 0 && {
      labels: [
        {
          text: lines.join('\n'),
          layoutOptions: { 'elk.edgeLabels.inline': 'true' },
          width: Math.max(...lines.map((line) => textWidth(line, textSize.label))) + 8,
          height: lines.length * textSize.line + 2,
        },
      ],
    }),
  };
};

const boxOf = ({ x = 0, y = 0, width = 0, height = 0 }: Partial<Box>): Box => ({ x, y, width, height });

const read = (graph: ElkNode): Layout => {
  const nodes = new Map(nodesIn(graph).map((node) => [node.id, boxOf(node)]));
  const edges = graph.edges ?? [];
  const lineOf = ({ sections = [] }: ElkExtendedEdge): Point[] =>
    sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [startPoint, ...bendPoints, endPoint]);
  const pick = <Value>(prefix: string, all: Iterable<readonly [string, Value]>) =>
    [...all].flatMap(([id, value]) =>
      id.startsWith(prefix) ? [[id.slice(prefix.length), value] as const] : [],
    );
  const byId = edges.map((edge) => [edge.id, edge] as const);
  return {
    ...boxOf(graph),
    states: new Map(pick(stateId(''), nodes)),
    starts: new Map(
      pick(startId(''), byId).map(([id, edge]) => [
        id,
        { dot: nodes.get(edge.id) ?? boxOf({}), line: lineOf(edge) },
      ]),
    ),
    arrows: new Map(
      pick(arrowId(''), byId).map(([id, edge]) => {
        const label = edge.labels?.[0];
        return [id, { line: lineOf(edge), ...(label && { label: boxOf(label) }) }];
      }),
    ),
  };
};

const nodesIn = (node: ElkNode): ElkNode[] => [node, ...(node.children ?? []).flatMap(nodesIn)];
