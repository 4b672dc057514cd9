import {
  closeSync,
  fdatasync,
  fstatSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readSync,
  writeSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

const toDisk = promisify(fdatasync);
const newline = 0x0a;

/**
 * What a folder lists is durable only when the folder itself was written. Once for each file, so the event loop may
 * wait for it. Windows opens no folder.
 */
const listOnDisk = (directory: string): void => {
  if (process.platform === 'win32') return;
  const folder = openSync(directory, 'r');
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
};

/** To read and to append, whoever else appends; the folder is made when it is not there. */
const openIn = (directory: string, name: string): number => {
  try {
    return openSync(join(directory, name), 'a+');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    const first = mkdirSync(directory, { recursive: true });
    // Each new folder is listed by the one above it.
    if (first !== undefined)
      for (let at = directory; at.length >= first.length; at = dirname(at)) listOnDisk(dirname(at));
    return openSync(join(directory, name), 'a+');
  }
};

/** Whether the file ends with half a line: a write was cut off by a crash or a full disk, or another process is at it. */
const endsWithinLine = (file: number, size: number): boolean => {
  const last = Buffer.alloc(1);
  return size > 0 && readSync(file, last, 0, 1, size - 1) === 1 && last[0] !== newline;
};

/**
 * Appends whole lines to files of `folder`; the result resolves when they are on disk. It goes by one write, so
 * that processes which share a file do not cut each other's lines, and opens the file anew each time, so that one
 * that was removed takes nothing with it that comes later. Half a line that a write left behind stays a line of its own;
 * with several processes there can be empty lines.
 *
 * What waits for the disk goes through the thread pool; the rest takes less than its hops would.
 */
export const appendLines = (folder: string): ((name: string, lines: string) => Promise<void>) => {
  const directory = resolve(folder);
  /** The file that the folder is known to list on disk. */
  let listed: number | undefined;

  return async (name, lines) => {
    const file = openIn(directory, name);
    try {
      const { ino, size } = fstatSync(file);
      const bytes = Buffer.from(endsWithinLine(file, size) ? `\n${lines}` : lines);
      // Only a disk that is full takes less. Another process may have gone on from there: the whole is written again.
      if (writeSync(file, bytes) < bytes.length) throw new Error(`${name} takes no more`);
      await toDisk(file);
      if (size > 0 && ino === listed) return;
      listOnDisk(directory);
      listed = ino;
    } finally {
      closeSync(file);
    }
  };
};
