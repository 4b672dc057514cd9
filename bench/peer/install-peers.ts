import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const folder = fileURLToPath(new URL('../peers/', import.meta.url));
const wantedLock = `${folder}package-lock.json`;
const installedLock = `${folder}node_modules/.bench-lock`;

/** Installs the packages of the peers when they are missing or others than their lock file says. */
export const installPeers = async (): Promise<void> => {
  const wanted = await readFile(wantedLock, 'utf8');
  if ((await readFile(installedLock, 'utf8').catch(() => '')) === wanted) return;
  console.log('Installing the peers with npm ci …');
  await promisify(execFile)('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], { cwd: folder });
  await writeFile(installedLock, wanted);
};

/** The version of a peer's package that is installed. */
export const peerVersion = async (name: string): Promise<string> => {
  const { version } = JSON.parse(await readFile(`${folder}node_modules/${name}/package.json`, 'utf8'));
  return String(version);
};
