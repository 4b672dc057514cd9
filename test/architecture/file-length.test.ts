import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeFiles, sourceFiles, type TextFile } from '../support/source-files.ts';

/** Above this a file holds more than one idea: cut it where the second begins. */
const longest = 250;
/** Half of the source files stay below this; a growing median means that ideas are being put into existing files. */
const medianBelow = 80;

const lines = ({ text }: TextFile): number => text.trimEnd().split('\n').length;

test(`no file of source or tests is longer than ${longest} lines`, () => {
  const long = codeFiles
    .filter((file) => lines(file) > longest)
    .map((file) => `${file.name}: ${lines(file)}`);
  assert.deepEqual(long, []);
});

test(`the median source file is shorter than ${medianBelow} lines`, () => {
  const lengths = sourceFiles.map(lines).sort((a, b) => a - b);
  const median = lengths[Math.floor(lengths.length / 2)] ?? 0;
  assert.ok(median < medianBelow, `the median is ${median} lines: split the files that grew`);
});
