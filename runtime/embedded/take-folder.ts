import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Rejected } from '../errors.ts';

/**
 * Makes this process the only one that uses `folder`: PGlite does not notice a second one, and both would write.
 * A file names the process; that of a process that is gone is taken over. Resolves to what gives the folder back.
 * @throws Rejected `embedded/folder-in-use`
 */
export const takeFolder = async (folder: string): Promise<() => Promise<void>> => {
  const file = join(folder, 'process.pid');
  const owner = Number(await readFile(file, 'utf8').catch(() => ''));
  if (owner > 0 && owner !== process.pid && isAlive(owner))
    throw new Rejected(
      'impossible',
      'embedded/folder-in-use',
      `Process ${owner} uses ${folder}; stop it, or set DATA_DIR to another folder`,
    );
  await writeFile(file, String(process.pid));
  return () => rm(file, { force: true });
};

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it lives.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
};
