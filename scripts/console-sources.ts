import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
/** What web/dist was built from, as `hashOfConsole` had it then. */
export const builtFrom = join(root, 'web/built-from.txt');
/** The packages that end up in what browsers load, or write it. */
const packages = ['@tanstack/virtual-core', 'eventsource-parser', 'preact', 'typebox', 'uplot', 'vite'];

/** A hash of all that web/dist follows from: its sources and the versions of what is built into it. */
export const hashOfConsole = (): string => {
  const { dependencies, devDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const hash = createHash('sha256');
  for (const name of packages) hash.update(`${name} ${dependencies[name] ?? devDependencies[name]}\n`);
  const folders = ['web/src', 'web/public'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const files = [...folders, join(root, 'web/index.html'), join(root, 'web/vite.config.ts')];
  for (const file of files.sort()) {
    hash.update(`${relative(root, file).split(sep).join('/')}\n`);
    hash.update(readFileSync(file));
  }
  return hash.digest('hex');
};
