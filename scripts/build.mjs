// Makes of main.ts and what it imports one file of JavaScript, dist/main.mjs, which is what the services run: loading
// 1,270 modules through a compiler took each process 2.1 s of CPU, this takes 0.45 s; dist/cli.mjs is the command line,
// 0.2 s instead of 0.48 s. Runs before `npm start` and the like.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));
/** They come in 950 modules; the others in few, or with files of their own beside them. */
const builtIn = ['typebox', 'kysely'];
const { dependencies } = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));
const external = Object.keys(dependencies).filter((name) => !builtIn.includes(name));

const { outputFiles } = await build({
  absWorkingDir: root,
  // The last is a thread of its own, found beside the first.
  entryPoints: {
    main: 'main.ts',
    cli: 'cli/main.ts',
    'lay-out-thread': 'runtime/chart/lay-out-thread.mjs',
  },
  outdir: 'dist',
  bundle: true,
  external,
  outExtension: { '.js': '.mjs' },
  platform: 'node',
  target: 'node20',
  format: 'esm',
  sourcemap: true,
  sourcesContent: false,
  write: false,
});

for (const { path, contents } of outputFiles) {
  if (existsSync(path) && readFileSync(path).equals(contents)) continue;
  mkdirSync(dirname(path), { recursive: true });
  // Whole or not at all: a process may be starting from it.
  const unfinished = `${path}.${process.pid}`;
  writeFileSync(unfinished, contents);
  renameSync(unfinished, path);
}
