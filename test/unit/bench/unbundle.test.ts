import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { unbundle } from '../../../bench/profile/unbundle.ts';

test('a frame of a built file bears the name of its source', async (context) => {
  const folder = await mkdtemp(join(tmpdir(), 'unbundle-'));
  context.after(() => rm(folder, { recursive: true }));
  await writeFile(join(folder, 'one.ts'), "import { two } from './two.ts';\nconsole.log(two());\n");
  await writeFile(join(folder, 'two.ts'), 'export const two = (): number => 2;\n');
  const options = { absWorkingDir: folder, outdir: join(folder, 'dist'), bundle: true, sourcemap: true };
  await build({ ...options, entryPoints: ['one.ts'], write: true });
  const url = pathToFileURL(join(folder, 'dist/one.js')).href;
  const frame = (of: string, lineNumber: number, columnNumber: number) => ({
    id: lineNumber,
    callFrame: { functionName: 'two', url: of, lineNumber, columnNumber },
  });
  const { nodes } = unbundle({
    // What was built begins with two lines of its own.
    nodes: [frame(url, 2, 12), frame('node:internal/timers', 9, 9), frame('', 1, 1)],
    samples: [],
    timeDeltas: [],
  });
  assert.deepEqual(
    nodes.map((node) => node.callFrame.url),
    [pathToFileURL(join(folder, 'two.ts')).href, 'node:internal/timers', ''],
  );
});
