import assert from 'node:assert/strict';
import { test } from 'node:test';
import Type from 'typebox';
import { event } from '../../../contracts/message-type.ts';
import { upcast } from '../../../runtime/actor/upcast.ts';

const renamed = event('order', 'Renamed', Type.Object({ full: Type.String() }), [
  (data) => ({ name: Object(data).names[0] }),
  (data) => ({ full: Object(data).name.trim() }),
]);

test('old data are brought to the present version, step by step', () => {
  assert.deepEqual(upcast(renamed, 1, { names: [' Ada '] }), { full: 'Ada' });
  assert.deepEqual(upcast(renamed, 2, { name: 'Ada' }), { full: 'Ada' });
  assert.deepEqual(upcast(renamed, 3, { full: 'Ada' }), { full: 'Ada' });
});

test('old data that an upcaster cannot read are invalid, not a fault of the service', () => {
  for (const data of [null, {}, { names: [7] }])
    assert.throws(() => upcast(renamed, 1, data), { name: 'Poison', code: 'message/invalid-data' });
});

test('data of a version that is not known yet come from the future', () =>
  assert.throws(() => upcast(renamed, 4, {}), { code: 'message/from-the-future' }));
