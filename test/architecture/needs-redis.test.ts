// needs: redis
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isReachable } from '../support/servers.ts';

test('a server that the runner found answers in its own protocol', async () => {
  assert.equal(await isReachable('redis'), true);
});
