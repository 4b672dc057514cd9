import { type Chart, type ChartState, type ChartTransition, statesIn } from './chart.ts';
import { type Arrow, arrowsOf, labelOf, stayingIn } from './chart-labels.ts';
import { chartStyle } from './chart-style.ts';
import { type Box, type Layout, layOutCharts, type Point, textSize } from './lay-out-chart.ts';
import { element, escapeXml, rounded } from './xml.ts';

const svg = 'http://www.w3.org/2000/svg';
const baseline = 4;

/**
 * Draws a chart as an SVG that stands alone. Ids begin with name and version, so that several fit into one page; the
 * data attributes are what streams record: `data-state`, `data-event`, `data-from`, `data-to`.
 */
export const drawChart = async (chart: Chart): Promise<string> => {
  const [layout] = await layOutCharts([chart]);
  if (!layout) throw new Error('The chart has no layout');
  return drawLaidOut(chart, layout);
};

/** The same of a chart that has its layout. */
export const drawLaidOut = (chart: Chart, layout: Layout): string => {
  const title = `${chart.root.name}, version ${chart.version}`;
  const prefix = `${chart.root.name}-v${chart.version}`;
  const states = statesIn(chart.root);
  const regions = new Set(states.flatMap((state) => (state.kind === 'parallel' ? state.states : [])));
  const body = [
    element('title', {}, escapeXml(title)),
    element('style', {}, chartStyle),
    element('rect', { class: 'paper', width: layout.width, height: layout.height }),
    ...states.map((state) => drawState(state, { chart, layout, prefix, isRegion: regions.has(state) })),
    ...[...layout.starts].map(([id, { dot, line }]) => drawStart(id, dot, line)),
    ...arrowsOf(chart).map((arrow) => drawArrow(arrow, layout, prefix)),
  ];
  const size = { width: Math.ceil(layout.width), height: Math.ceil(layout.height) };
  const attributes = {
    xmlns: svg,
    class: 'chart',
    viewBox: `0 0 ${size.width} ${size.height}`,
    ...size,
    role: 'img',
    'data-machine': chart.root.name,
    'data-version': chart.version,
  };
  return `${element('svg', attributes, `\n${body.join('\n')}\n`)}\n`;
};

const drawState = (
  state: ChartState,
  { chart, layout, prefix, isRegion }: { chart: Chart; layout: Layout; prefix: string; isRegion: boolean },
): string => {
  const box = layout.states.get(state.id);
  if (!box) throw new Error(`The layout has no place for state ${state.id}`);
  const isRoot = state === chart.root;
  const holds = state.states.length > 0;
  const classes = ['state', state.kind, ...(isRoot ? ['root'] : []), ...(isRegion ? ['region'] : [])];
  const name = isRoot ? `${state.name} v${chart.version}` : state.name;
  const middle = {
    x: holds ? box.x + 12 : box.x + box.width / 2,
    y: box.y + textSize.header / 2 + baseline + 1,
  };
  const staying = stayingIn(state).map((transition, index) =>
    element(
      'g',
      {
        ...transitionAttributes(transition, state.id, prefix),
        class: `transition staying ${transition.cause.kind}`,
      },
      element('title', {}, escapeXml(tell(transition))),
      element(
        'text',
        { x: box.x + 12, y: box.y + textSize.header + 11 + index * textSize.line },
        escapeXml(labelOf(transition)),
      ),
    ),
  );
  return element(
    'g',
    { id: isRoot ? prefix : `${prefix}.${state.id}`, class: classes.join(' '), 'data-state': state.id },
    state.description === undefined ? '' : element('title', {}, escapeXml(state.description)),
    outline(box, 6),
    state.kind === 'final' ? outline(inset(box, 3), 4) : '',
    element('text', { class: 'name', ...middle }, escapeXml(name)),
    ...staying,
  );
};

const outline = ({ x, y, width, height }: Box, rx: number): string =>
  element('rect', { x, y, width, height, rx });

const inset = ({ x, y, width, height }: Box, by: number): Box => ({
  x: x + by,
  y: y + by,
  width: width - 2 * by,
  height: height - 2 * by,
});

const drawStart = (id: string, dot: Box, line: readonly Point[]): string =>
  element(
    'g',
    { class: 'start', 'data-start': id },
    element('circle', { cx: dot.x + dot.width / 2, cy: dot.y + dot.height / 2, r: dot.width / 2 }),
    ...drawLine(line),
  );

const drawArrow = ({ id, from, to, transitions }: Arrow, layout: Layout, prefix: string): string => {
  const { line, label } = layout.arrows.get(id) ?? { line: [] };
  const written = transitions.map((transition, index) => {
    const place = label && { x: label.x + label.width / 2, y: label.y + 12 + index * textSize.line };
    return element(
      'g',
      { ...transitionAttributes(transition, from, prefix), class: `transition ${transition.cause.kind}` },
      element('title', {}, escapeXml(tell(transition))),
      place ? element('text', place, escapeXml(labelOf(transition))) : '',
    );
  });
  return element(
    'g',
    { id: `${prefix}.${id}`, class: 'arrow', 'data-from': from, 'data-to': to },
    ...drawLine(line),
    element('g', { class: 'label' }, label ? outline(label, 3) : '', ...written),
  );
};

const transitionAttributes = (transition: ChartTransition, from: string, prefix: string) => ({
  id: `${prefix}.${transition.id}`,
  'data-event': transition.event,
  'data-guard': transition.guard,
  'data-from': from,
  'data-to': transition.targets.join(' '),
});

/** What it does, for whoever points at it. */
const tell = (transition: ChartTransition): string =>
  [labelOf(transition) || 'at once', ...transition.actions.map((action) => `/ ${action}`)].join('\n');

const headLength = 7;
const headHalf = 3.5;
const bend = 6;

/** A line with round bends that ends in an arrow head. */
const drawLine = (line: readonly Point[]): string[] => {
  const [end, before] = line.toReversed();
  if (!end || !before) return [];
  const { x, y } = towards(end, before, headLength);
  const [dx, dy] = [(end.x - x) / headLength, (end.y - y) / headLength];
  const head = [
    end,
    { x: x - dy * headHalf, y: y + dx * headHalf },
    { x: x + dy * headHalf, y: y - dx * headHalf },
  ];
  const shaft = [...line.slice(0, -1), { x, y }];
  return [
    element('path', { d: shaft.map((point, index) => segment(point, shaft, index)).join('') }),
    element('path', {
      class: 'head',
      d: `${head.map((point, index) => `${index ? 'L' : 'M'}${at(point)}`).join('')}Z`,
    }),
  ];
};

const segment = (point: Point, line: readonly Point[], index: number): string => {
  const [before, next] = [line[index - 1], line[index + 1]];
  if (!before) return `M${at(point)}`;
  if (!next) return `L${at(point)}`;
  return `L${at(towards(point, before, bend))}Q${at(point)} ${at(towards(point, next, bend))}`;
};

/** The point `distance` away from one, but not beyond half the way to the other. */
const towards = (from: Point, to: Point, distance: number): Point => {
  const length = Math.hypot(to.x - from.x, to.y - from.y) || 1;
  const part = Math.min(distance, length / 2) / length;
  return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
};

const at = ({ x, y }: Point): string => `${rounded(x)} ${rounded(y)}`;
