import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { before, describe, it } from 'node:test';
import { type Chart, type ChartState, statesIn } from '../../../runtime/chart/chart.ts';
import { arrowsOf } from '../../../runtime/chart/chart-labels.ts';
import { drawLaidOut } from '../../../runtime/chart/draw-chart.ts';
import { type Box, type Layout, layOutCharts, type Point } from '../../../runtime/chart/lay-out-chart.ts';
import { readChart } from '../../../runtime/chart/read-chart.ts';
import { drawingFile, releasedMachines, releaseOf } from '../../../scripts/released-machines.ts';

const holds = (outer: Box, inner: Box, margin = 0): boolean =>
  inner.x >= outer.x - margin &&
  inner.y >= outer.y - margin &&
  inner.x + inner.width <= outer.x + outer.width + margin &&
  inner.y + inner.height <= outer.y + outer.height + margin;

const meet = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height;

/** Whether a point lies on the border of a box, within half a pixel. */
const isOnBorder = ({ x, y }: Point, box: Box): boolean => {
  const inner = { x: box.x + 0.5, y: box.y + 0.5, width: box.width - 1, height: box.height - 1 };
  const point = { x, y, width: 0, height: 0 };
  return holds(box, point, 0.5) && !holds(inner, point);
};

const found = <Value>(value: Value | undefined): Value => value ?? assert.fail('It has no place');

const charts: readonly Chart[] = releasedMachines.map(({ definition }) => readChart(definition));
const layouts = layOutCharts(charts);

for (const [index, machine] of releasedMachines.entries())
  describe(`the drawing of ${releaseOf(machine)}`, () => {
    const chart = found(charts[index]);
    const states = statesIn(chart.root);
    let layout: Layout;
    let svg: string;
    before(async () => {
      layout = found((await layouts)[index]);
      svg = drawLaidOut(chart, layout);
    });
    const boxOf = ({ id }: ChartState): Box => found(layout.states.get(id));

    it('is the one in docs/machines', () => {
      const committed = readFileSync(drawingFile(releaseOf(machine)), 'utf8');
      assert.ok(
        committed === svg,
        `docs/machines/${releaseOf(machine)}.svg is old: run npm run record-machines`,
      );
    });

    it('has each state inside the one that it belongs to, and none upon another', () => {
      for (const state of states) {
        for (const child of state.states) assert.ok(holds(boxOf(state), boxOf(child)), child.id);
        for (const [index, one] of state.states.entries())
          for (const other of state.states.slice(index + 1))
            assert.ok(!meet(boxOf(one), boxOf(other)), `${one.id} and ${other.id}`);
      }
    });

    it('has arrows that lead from the border of one state to that of another', () => {
      for (const { id, from, to } of arrowsOf(chart)) {
        const { line } = found(layout.arrows.get(id));
        assert.ok(isOnBorder(found(line.at(0)), found(layout.states.get(from))), `${id} begins`);
        assert.ok(isOnBorder(found(line.at(-1)), found(layout.states.get(to))), `${id} ends`);
      }
    });

    it('has labels that can be read: inside the drawing, upon no other label and no state without states', () => {
      const labels = [...layout.arrows].flatMap(([id, { label }]) => (label ? [{ id, label }] : []));
      const leaves = states.filter((state) => state.states.length === 0);
      for (const [index, { id, label }] of labels.entries()) {
        assert.ok(holds(layout, label), id);
        for (const leaf of leaves) assert.ok(!meet(label, boxOf(leaf)), `${id} upon ${leaf.id}`);
        for (const other of labels.slice(index + 1))
          assert.ok(!meet(label, other.label), `${id} upon ${other.id}`);
      }
    });

    it('has an id of its own for every state, arrow and transition, and what streams record beside it', () => {
      const ids = [...svg.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
      assert.equal(new Set(ids).size, ids.length);
      for (const state of states) {
        const id = [releaseOf(machine), ...(state.id ? [state.id] : [])].join('.');
        assert.match(
          svg,
          new RegExp(`<g id="${id}" class="state ${state.kind}[ "].*? data-state="${state.id}"`),
        );
        for (const { id, event } of state.transitions) {
          const transition = `<g id="${releaseOf(machine)}.${id}" data-event="${event}"`;
          assert.ok(svg.includes(transition), transition);
        }
      }
      for (const { id, from, to } of arrowsOf(chart)) {
        const arrow = `<g id="${releaseOf(machine)}.${id}" class="arrow" data-from="${from}" data-to="${to}">`;
        assert.ok(svg.includes(arrow), arrow);
      }
    });

    it('marks where each state begins and where it ends', () => {
      const begin = states.filter(({ initial }) => initial !== undefined).map(({ id }) => id);
      assert.deepEqual(
        [...svg.matchAll(/ data-start="([^"]*)"/g)].map((match) => match[1]).sort(),
        begin.sort(),
      );
      const final = states.filter(({ kind }) => kind === 'final').length;
      assert.equal([...svg.matchAll(/class="state final".*?<rect.*?<rect/g)].length, final);
    });
  });
