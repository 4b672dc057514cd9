import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stagesOf } from '../../../bench/profile/stages.ts';

const node = (id: number, functionName: string, url: string, children: number[] = []) => ({
  id,
  callFrame: { functionName, url, lineNumber: 0, columnNumber: 0 },
  children,
});

test('a sample counts for the innermost frame whose owner is known, and idle time for none', () => {
  const times = stagesOf({
    nodes: [
      node(1, '(root)', '', [2, 5, 6]),
      node(2, 'step', 'file:///shop/runtime/actor/step.ts', [3]),
      node(3, 'query', 'file:///shop/node_modules/pg/lib/client.js', [4]),
      node(4, 'writev', 'node:internal/stream_base_commons'),
      node(5, '(idle)', ''),
      node(6, '(garbage collector)', ''),
    ],
    samples: [2, 4, 5, 6, 1],
    timeDeltas: [0, 1_000, 2_000, 40_000, 3_000, 500],
  });
  assert.deepEqual(
    [...times],
    [
      ['machine steps', 1],
      ['PostgreSQL', 2],
      ['garbage collection', 3],
      ['Node itself', 0.5],
    ],
  );
});
