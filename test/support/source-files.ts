import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of the repository, with a slash at its end. */
export const root = fileURLToPath(new URL('../..', import.meta.url));

/** One text file of the repository. */
export interface TextFile {
  /** From the root, with slashes: `runtime/errors.ts`. */
  readonly name: string;
  readonly text: string;
}

const generated: ReadonlySet<string> = new Set(['node_modules', 'dist']);

/** The files below the root whose names end in one of `endings`, without what is generated or installed. */
export const textFiles = (...endings: readonly string[]): readonly TextFile[] => {
  const walk = (folder: string): readonly string[] =>
    readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
      if (entry.name.startsWith('.') || generated.has(entry.name)) return [];
      const name = posix.join(folder, entry.name);
      return entry.isDirectory() ? walk(name) : [name];
    });
  return walk('')
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => ({ name, text: readText(name) }));
};

/** The text of one file, named from the root. */
export const readText = (name: string): string => readFileSync(join(root, name), 'utf8');

/** All code: the product, its scripts and its tests. */
export const codeFiles = textFiles('.ts', '.tsx', '.mts', '.mjs', '.js');
/** The product without its tests. */
export const sourceFiles = codeFiles.filter(({ name }) => !name.startsWith('test/'));

/** The file of this repository that an import names, from the root; undefined for a package. */
export const resolveImport = (importer: string, specifier: string): string | undefined =>
  specifier.startsWith('.') ? posix.join(posix.dirname(importer), specifier) : undefined;
