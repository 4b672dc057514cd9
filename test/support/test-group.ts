import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import type { TestFile } from './test-files.ts';

/** A name, and files that run one after the other in one process. */
export type TestGroups = ReadonlyMap<string, readonly TestFile[]>;

/** As in the build of the services: they come in 950 modules. */
const builtIn = ['typebox', 'kysely'];

const moduleOf = (files: readonly TestFile[]): string =>
  [
    "import { describe } from 'node:test';",
    ...files.map(
      ({ name, path }) =>
        `describe(${JSON.stringify(name)}, async () => {\n  await import(${JSON.stringify(path)});\n});`,
    ),
  ].join('\n');

const packagesOf = (root: string): readonly string[] => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return Object.keys({ ...dependencies, ...devDependencies });
};

const prefix = 'test-groups-';

const isGone = (pid: number): boolean => {
  try {
    return !process.kill(pid, 0);
  } catch (error) {
    // Of another user's process it is not allowed to ask.
    return !(error instanceof Error && 'code' in error && error.code === 'EPERM');
  }
};

/** In the repository, or what is imported from packages would not be found; without those of runs that were broken off. */
const newFolder = (root: string): string => {
  const parent = join(root, 'dist');
  const folder = join(parent, `${prefix}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(parent))
    if (name.startsWith(prefix) && isGone(Number(name.slice(prefix.length))))
      rmSync(join(parent, name), { recursive: true, force: true });
  return folder;
};

/** A source finds what lies beside it where it was written, not where it is built to. */
const besideTheSource: Plugin = {
  name: 'beside-the-source',
  setup: ({ onLoad }) =>
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const url = JSON.stringify(pathToFileURL(path).href);
      return { contents: text.replaceAll('import.meta.url', url), loader: 'ts' };
    }),
};

/**
 * Builds a module for each group that imports its files, each as a suite: loading the code takes most of the time of
 * most files (the 66 unit tests: 67 s of CPU in processes of their own, 15 s in one), and loading it through the
 * compiler 1.0 to 1.3 s of CPU of each group, for which building all groups once takes 1.3 s. They share their parts,
 * or each group would be 2 MB. `remove` takes the modules away.
 */
export const buildTestGroups = async (
  root: string,
  groups: TestGroups,
): Promise<{ pathOf(group: string): string; remove(): void }> => {
  const folder = newFolder(root);
  const remove = () => rmSync(folder, { recursive: true });
  const sourceOf = (group: string) => join(folder, `${group}.source.mjs`);
  for (const [group, files] of groups) writeFileSync(sourceOf(group), moduleOf(files));
  try {
    await build({
      absWorkingDir: root,
      entryPoints: Object.fromEntries([...groups.keys()].map((group) => [group, sourceOf(group)])),
      outdir: folder,
      bundle: true,
      splitting: true,
      external: packagesOf(root).filter((name) => !builtIn.includes(name)),
      plugins: [besideTheSource],
      outExtension: { '.js': '.mjs' },
      platform: 'node',
      target: 'node20',
      format: 'esm',
      sourcemap: true,
      sourcesContent: false,
      logLevel: 'error',
    });
  } catch (error) {
    remove();
    throw error;
  }
  return { pathOf: (group) => join(folder, `${group}.mjs`), remove };
};
