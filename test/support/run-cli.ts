import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { root } from './source-files.ts';

/** What a command left behind. */
export interface CliRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Runs the command line as `npm run cli -- …` does, with these variables and no others. */
export const runCli = async (
  words: readonly string[],
  variables: Readonly<Record<string, string>> = {},
): Promise<CliRun> => {
  const { PATH = '' } = process.env;
  const child = spawn(process.execPath, ['--enable-source-maps', 'dist/cli.mjs', ...words], {
    cwd: root,
    env: { PATH, ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  await once(child, 'close');
  return { code: child.exitCode, out, err };
};
