import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { type Database, openPGlite } from '../store/database.ts';
import { takeFolder } from './take-folder.ts';

/** Opens the embedded database in `folder`/pg, made when it is missing. Destroying it also gives the folder back. */
export const openEmbedded = async (
  folder: string,
): Promise<{ database: Database; close(): Promise<void> }> => {
  await mkdir(folder, { recursive: true });
  const giveBack = await takeFolder(folder);
  try {
    const pglite = await PGlite.create(join(folder, 'pg'));
    const database = openPGlite(pglite);
    return {
      database,
      close: async () => {
        await database.destroy();
        await giveBack();
      },
    };
  } catch (error) {
    await giveBack();
    throw error;
  }
};
