import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { TestFile } from './test-files.ts';

/** A name, and files that run one after the other in one process. */
export type TestGroups = ReadonlyMap<string, readonly TestFile[]>;

const moduleOf = (files: readonly TestFile[]): string =>
  [
    "import { describe } from 'node:test';",
    ...files.map(
      ({ name, path }) =>
        `describe(${JSON.stringify(name)}, async () => {\n  await import(${JSON.stringify(pathToFileURL(path).href)});\n});`,
    ),
  ].join('\n');

/**
 * Writes a module for each group that imports its files, each as a suite: loading the code takes most of the time of
 * most files (the 66 unit tests: 67 s of CPU in processes of their own, 15 s in one). `remove` takes the modules away.
 */
export const writeTestGroups = (groups: TestGroups): { pathOf(group: string): string; remove(): void } => {
  const folder = mkdtempSync(join(tmpdir(), 'test-groups-'));
  const pathOf = (group: string) => join(folder, `${group}.mjs`);
  for (const [group, files] of groups) writeFileSync(pathOf(group), moduleOf(files));
  return { pathOf, remove: () => rmSync(folder, { recursive: true }) };
};
