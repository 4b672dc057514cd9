import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { root } from '../support/source-files.ts';
import { neededServers } from '../support/test-files.ts';

const nowhere = 'redis://127.0.0.1:1';

/** Runs the runner as `npm test` does, on files that need none but the servers named in `needs`. */
const runTests = (paths: readonly string[], environment: Readonly<Record<string, string>>) => {
  // Set by the process that runs this file; the inner runner would take itself for a part of it.
  const { NODE_TEST_CONTEXT: _, REQUIRE_SERVICES: __, CHROMIUM: ___, ...inherited } = process.env;
  return spawnSync(process.execPath, ['--import', 'tsx', 'test/run.ts', ...paths], {
    cwd: root,
    env: { ...inherited, ...environment },
    encoding: 'utf8',
  });
};

test('a path without test files is a failure, not a success without tests', () => {
  const { status, stderr } = runTests(['test/support'], {});
  assert.equal(status, 1);
  assert.match(stderr, /nothing was tested/i);
});

test('what a missing server or browser asks for is left out and named in one line, and the totals of the rest close', () => {
  const { status, stdout } = runTests(
    ['test/browser', 'test/architecture/needs-redis.test.ts', 'test/architecture/file-length.test.ts'],
    { REDIS_URL: nowhere, PATH: '/nowhere' },
  );
  assert.equal(status, 0, stdout);
  const [, left] = /^Left out 2 of 3 test files: no (.*)\.$/m.exec(stdout) ?? [];
  assert.match(left ?? '', /chromium in PATH/);
  assert.match(left ?? '', /redis at 127\.0\.0\.1:1/);
  assert.match(stdout, /^ℹ tests 2$/m);
  assert.match(stdout, /^ℹ fail 0$/m);
});

test('a missing server is a failure where servers are required', () => {
  const { status, stderr } = runTests(['test/architecture/needs-redis.test.ts'], {
    REDIS_URL: nowhere,
    REQUIRE_SERVICES: '1',
  });
  assert.equal(status, 1);
  assert.match(stderr, /no redis at 127\.0\.0\.1:1/);
});

test('a need that nobody knows is an error', () => {
  assert.deepEqual(neededServers('a.test.ts', '// needs: postgres redis\ntest()'), ['postgres', 'redis']);
  assert.deepEqual(neededServers('a.test.ts', 'import a from "b"; // needs: redis'), []);
  assert.throws(() => neededServers('a.test.ts', '// needs: oracle'), /oracle.*known are postgres/);
});
