import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pipelineMutants } from '../../simulation/mutants/pipeline-mutants.ts';
import { readText } from '../support/source-files.ts';

test('every defect that the simulation is tried on can still be put into the source', () => {
  const changes = pipelineMutants.flatMap((mutant) => mutant.changes);
  assert.deepEqual(
    changes.filter(({ file, from }) => readText(file).split(from).length !== 2),
    [],
  );
});

test('docs/testing.md says in how many seeds each of them is found', () => {
  const page = readText('docs/testing.md');
  assert.deepEqual(
    pipelineMutants.filter(({ name }) => !page.includes(`| ${name} |`)).map(({ name }) => name),
    [],
  );
});
