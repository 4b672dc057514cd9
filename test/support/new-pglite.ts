import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { type Database, openPGlite } from '../../runtime/store/database.ts';
import { readText, root } from './source-files.ts';

// Compiling its code a second time, better, costs short runs more than it brings: the store's tests 9.4 s of CPU, not 11.3.
setFlagsFromString('--liftoff-only');

const { version } = JSON.parse(readText('node_modules/@electric-sql/pglite/package.json'));
/** The files of an empty one, kept from run to run. */
const file = `${root}node_modules/.cache/order-processing/pglite-${version}.tar`;

const makeTemplate = async (): Promise<void> => {
  const pglite = await PGlite.create();
  const files = await pglite.dumpDataDir('none');
  await pglite.close();
  await mkdir(dirname(file), { recursive: true });
  // Whole or not at all: other processes are looking for it.
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, Buffer.from(await files.arrayBuffer()));
  await rename(unfinished, file);
};

let template: Promise<Blob> | undefined;

const readTemplate = async (): Promise<Blob> => {
  if (!existsSync(file)) await makeTemplate();
  return new Blob([await readFile(file)]);
};

/** The files of an empty PGlite: to begin with them takes 1 s of CPU, without them 4.9 s on disk. */
export const emptyPGlite = (): Promise<Blob> => {
  template ??= readTemplate();
  return template;
};

/**
 * An empty PGlite in memory, a copy of one that was made before: to make one takes 2.2 s of CPU, to copy it 0.55 s
 * (2 cores, PGlite 0.5.16).
 */
export const copyPGlite = async (): Promise<PGlite> => PGlite.create({ loadDataDir: await emptyPGlite() });

/** The same as a database of ours; `destroy` closes it. */
export const newPGlite = async (): Promise<Database> => openPGlite(await copyPGlite());
