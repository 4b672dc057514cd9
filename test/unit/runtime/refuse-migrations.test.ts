import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineMigration } from '../../../runtime/actor/machine-migration.ts';
import { createDirectory } from '../../../runtime/directory.ts';
import { toyDefinitionV2 } from '../../support/toy-machine-v2.ts';

const stay = () => ({ kind: 'stays', reason: 'for this test' }) as const;
const register = (...pairs: readonly (readonly [number, number])[]) =>
  createDirectory({
    name: 'order',
    actors: [
      { ...toyDefinitionV2(), migrations: pairs.map(([from, to]) => machineMigration(from, to, stay)) },
    ],
  });

test('a service takes the migrations between the versions of its machines', () => {
  assert.ok(register([1, 2], [2, 1]));
});

for (const [what, pairs, message] of [
  ['a version that is not there', [[1, 3]], /needs machine version 3/],
  ['a version and itself', [[2, 2]], /leads nowhere/],
  [
    'one pair twice',
    [
      [1, 2],
      [1, 2],
    ],
    /declared twice/,
  ],
] as const)
  test(`a service does not start with a migration of ${what}`, () => {
    assert.throws(() => register(...pairs), { code: 'machine/bad-migration', message });
  });
