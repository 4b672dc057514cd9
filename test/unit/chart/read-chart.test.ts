import assert from 'node:assert/strict';
import { it } from 'node:test';
import { statesIn } from '../../../runtime/chart/chart.ts';
import { chartAsMermaid } from '../../../runtime/chart/chart-as-mermaid.ts';
import { labelOf } from '../../../runtime/chart/chart-labels.ts';
import { drawChart } from '../../../runtime/chart/draw-chart.ts';
import { readChart } from '../../../runtime/chart/read-chart.ts';

/** Every way of writing a transition that XState has. */
const lamp = {
  id: 'lamp',
  version: '3',
  initial: 'off',
  on: { Broken: '.off', Dusted: { actions: 'shine' } },
  states: {
    off: {
      on: {
        Switched: [{ guard: { type: 'isAbove', params: { volts: 5 } }, target: 'on' }, { target: '#gone' }],
        'A&B "<c>"': { target: '#lamp.on.colour.red' },
      },
    },
    on: {
      type: 'parallel',
      onDone: 'off',
      after: { 500: 'off', burnTime: { guard: 'isOld', target: '#gone' } },
      states: {
        colour: {
          initial: 'red',
          states: { red: { always: { guard: 'isBlue', target: 'blue' } }, blue: { type: 'final' } },
        },
        power: { initial: 'full', states: { full: { after: { rest: { target: 'full', reenter: true } } } } },
      },
    },
    gone: { id: 'gone', type: 'final' },
  },
};

const chart = readChart(lamp);

it('a chart names each transition by what sets it off, and finds its targets', () => {
  const told = statesIn(chart.root).flatMap(({ id, transitions }) =>
    transitions.map((way) => `${id} -- ${labelOf(way)} --> ${way.targets.join(' ')}`),
  );
  assert.deepEqual(told, [
    ' -- Broken --> off',
    ' -- Dusted --> ',
    'off -- Switched [isAbove({"volts":5})] --> on',
    'off -- Switched --> gone',
    'off -- A&B "<c>" --> on.colour.red',
    'on -- done --> off',
    'on -- after 500 --> off',
    'on -- after burnTime [isOld] --> gone',
    'on.colour.red -- [isBlue] --> on.colour.blue',
    'on.power.full -- after rest --> on.power.full',
  ]);
});

it('a chart knows transitions by the types that streams record', () => {
  const events = statesIn(chart.root).flatMap(({ transitions }) => transitions.map(({ event }) => event));
  assert.ok(events.includes('xstate.after.rest.lamp.on.power.full'));
  assert.ok(events.includes('xstate.done.state.lamp.on'));
});

it('a chart becomes Mermaid with its nesting, its regions, its starts and its ends', () => {
  assert.deepEqual(chartAsMermaid(chart).split('\n'), [
    'stateDiagram-v2',
    '  %% lamp, version 3',
    '  %% in every state: Dusted',
    '  %% in every state: Broken --> off',
    '  [*] --> off',
    '  state "off" as off',
    '  state "on" as on {',
    '    state "colour" as on__colour {',
    '      [*] --> on__colour__red',
    '      state "red" as on__colour__red',
    '      state "blue" as on__colour__blue',
    '      on__colour__blue --> [*]',
    '    }',
    '    --',
    '    state "power" as on__power {',
    '      [*] --> on__power__full',
    '      state "full" as on__power__full',
    '    }',
    '  }',
    '  state "gone" as gone',
    '  gone --> [*]',
    '  off --> on : Switched [isAbove({"volts":5})]',
    '  off --> gone : Switched',
    '  off --> on__colour__red : A&B "<c>"',
    '  on --> off : done',
    '  on --> off : after 500',
    '  on --> gone : after burnTime [isOld]',
    '  on__colour__red --> on__colour__blue : [isBlue]',
    '  on__power__full --> on__power__full : after rest',
    '',
  ]);
});

it('a chart is drawn whole, whatever its names are', async () => {
  const svg = await drawChart(chart);
  assert.ok(svg.includes('>A&#38;B &#34;&#60;c&#62;&#34;</text>'));
  for (const { id, from } of [
    { id: 'Broken.0', from: '' },
    { id: 'on.after.500.0', from: 'on' },
  ])
    assert.match(svg, new RegExp(`<g id="lamp-v3\\.${id}"[^>]* data-from="${from}"`));
});
