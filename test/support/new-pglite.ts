import { createHash } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { PGlite } from '@electric-sql/pglite';
import { Kysely } from 'kysely';
import { migrations } from '../../migrations/all-migrations.ts';
import { type Database, openPGlite } from '../../runtime/store/database.ts';
import { migrate } from '../../runtime/store/migrate.ts';
import { pgliteSessions } from '../../runtime/store/pglite-sessions.ts';
import { type PGliteSession, preparePGlite } from '../../runtime/store/prepare-pglite.ts';
import { createSessionDialect } from '../../runtime/store/session-dialect.ts';
import { allColumns } from './all-columns.ts';
import { emptyTables } from './empty-tables.ts';
import { readText, root } from './source-files.ts';

// Compiling its code a second time, better, costs short runs more than it brings: the store's tests 9.4 s of CPU, not 11.3.
setFlagsFromString('--liftoff-only');

/** What the files are made from, whose sources are all in one folder: another version of it makes others. */
const madeFrom = [
  readText('node_modules/@electric-sql/pglite/package.json'),
  ...readdirSync(`${root}migrations`).map((name) => readText(`migrations/${name}`)),
];
const hash = createHash('sha256').update(madeFrom.join()).digest('hex').slice(0, 16);
/** The files of a migrated one, kept from run to run. */
const file = `${root}node_modules/.cache/order-processing/pglite-${hash}.tar`;

const makeTemplate = async (): Promise<void> => {
  const pglite = await PGlite.create();
  await migrate(openPGlite(pglite), migrations);
  // Or each copy would do again what the log says: 0.1 s.
  await pglite.exec('checkpoint');
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

/** The files of a migrated PGlite without a row: to begin with them takes 1 s of CPU, without them 4.9 s on disk. */
export const migratedPGlite = (): Promise<Blob> => {
  template ??= readTemplate();
  return template;
};

/** The usual 128 MB, which are cleared and read through at a start, cost each one 0.1 s. */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'];

/**
 * A migrated PGlite in memory, a copy of one that was made before: to make and to migrate one takes 2.6 s of CPU, to
 * copy it 0.6 s (2 cores, PGlite 0.5.16).
 */
export const copyPGlite = async (): Promise<PGlite> =>
  PGlite.create({ loadDataDir: await migratedPGlite(), startParams });

/** Those that were given back, empty. */
const free = new Set<PGliteSession>();
/** Nobody takes it any more: the tests of this process are done, and an open one would keep it. */
const unwantedAfterMs = 1_000;

/** Keeps it for the next, unless its tables were changed or it was left in the middle of a transaction. */
const giveBack = async (session: PGliteSession, schema: string): Promise<void> => {
  try {
    await session.query(emptyTables, []);
    if ((await schemaOf(session)) !== schema) return await session.close();
  } catch {
    return await session.close();
  }
  free.add(session);
  const closing = async () => {
    if (free.delete(session)) await session.close();
  };
  setTimeout(() => void closing(), unwantedAfterMs).unref();
};

const schemaOf = async (session: PGliteSession): Promise<string> => {
  const { rows } = await session.query(allColumns, []);
  return JSON.stringify(rows);
};

/**
 * A migrated database in memory without a row. `destroy` gives it back, and who asks next has it: 0.02 s instead of 0.6 s.
 */
export const newPGlite = async (): Promise<Database> => {
  const [known] = free;
  if (known) free.delete(known);
  const session = known ?? preparePGlite(await copyPGlite());
  const schema = await schemaOf(session);
  const sessions = pgliteSessions({ ...session, close: () => giveBack(session, schema) });
  return new Kysely<unknown>({ dialect: createSessionDialect(sessions) });
};
