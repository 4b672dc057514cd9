import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createDrawings } from '../../../runtime/chart/drawings.ts';

const lamp = () => ({
  id: 'lamp',
  version: '1',
  initial: 'off',
  states: { off: { on: { Switched: 'on' } }, on: {} },
});

it('a definition is drawn once, however often it is asked for', async () => {
  const drawing = createDrawings();
  const [one, other] = [lamp(), lamp()];
  const drawn = drawing(one);
  assert.equal(drawing(one), drawn);
  assert.notEqual(drawing(other), drawn);
  assert.match(await drawn, /^<svg .*data-machine="lamp"/);
  assert.equal(drawing(one), drawn);
});
