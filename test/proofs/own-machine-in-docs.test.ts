import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readText } from '../support/source-files.ts';

test('the machine that docs/testing.md proves is the one that is tested', () => {
  const example = readText('test/proofs/own-machine.test.ts');
  assert.ok(example.trimEnd().split('\n').length < 50, 'it stays small');
  assert.ok(readText('docs/testing.md').includes(`\`\`\`ts\n${example}\`\`\``));
});
