import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, resolve, sep } from 'node:path';
import { isNeed, type Need, needs } from './needs.ts';

/** A test file and what its first line asks for. */
export interface TestFile {
  /** Absolute. */
  readonly path: string;
  /** From the root of the repository, with slashes. */
  readonly name: string;
  readonly needs: readonly Need[];
}

/** Reads the `// needs: …` comment of a file's first line. Throws on a need that nobody knows. */
export const neededServers = (name: string, text: string): readonly Need[] => {
  const words =
    /^\/\/ needs:(.*)/
      .exec(text)?.[1]
      ?.split(/[\s,]+/)
      .filter(Boolean) ?? [];
  return words.map((word) => {
    if (isNeed(word)) return word;
    throw new Error(`${name} needs "${word}"; known are ${needs.join(', ')}.`);
  });
};

/** Every `*.test.ts` under `root`/test, in order of name; only those at or below one of `paths` if there are any. */
export const findTestFiles = (root: string, paths: readonly string[]): readonly TestFile[] => {
  const wanted = paths.map((path) => resolve(path));
  return readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.test.ts'))
    .map((path) => join(root, 'test', path))
    .filter((path) => wanted.length === 0 || wanted.some((at) => path === at || path.startsWith(at + sep)))
    .sort()
    .map((path) => {
      const name = relative(root, path).split(sep).join('/');
      return { path, name, needs: neededServers(name, readFileSync(path, 'utf8')) };
    });
};
