import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { root } from '../support/source-files.ts';

// Beside the other tests: before them it would take 6 s in which one core has nothing to do.
test('all sources keep to their types', { timeout: 120_000 }, async () => {
  const found = await promisify(execFile)('npm', ['run', '--silent', 'types'], { cwd: root }).then(
    () => '',
    (error: unknown) => (error instanceof Error && 'stdout' in error ? String(error.stdout) : String(error)),
  );
  assert.equal(found, '');
});
