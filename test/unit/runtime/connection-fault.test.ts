import assert from 'node:assert/strict';
import { it } from 'node:test';
import { isConnectionFault } from '../../../runtime/store/connection-fault.ts';

const coded = (code: string, message = 'x') => Object.assign(new Error(message), { code });

for (const fault of [
  coded('57P01'),
  coded('08006'),
  coded('53300'),
  coded('ECONNREFUSED'),
  coded('EPIPE'),
  new Error('Connection terminated unexpectedly'),
  new Error('timeout exceeded when trying to connect'),
])
  it(`${'code' in fault ? fault.code : fault.message} is a fault of the way to the server`, () => {
    assert.equal(isConnectionFault(fault), true);
  });

for (const fault of [coded('42601'), coded('23505'), new Error('corrupted migrations: 0002 is missing'), 'x'])
  it(`${fault instanceof Error && 'code' in fault ? fault.code : fault} is not`, () => {
    assert.equal(isConnectionFault(fault), false);
  });
