import assert from 'node:assert/strict';
import { test } from 'node:test';
import { currentPage } from '../../../bench/write-page.ts';
import { readText } from '../../support/source-files.ts';

test('docs/performance.md says what the results beside it say', async () => {
  assert.equal(readText('docs/performance.md'), await currentPage(), 'run npm run bench:page');
});
