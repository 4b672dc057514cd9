import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { waitFor } from '../../test/support/wait-for.ts';

/** A process that listens, and writes what it prints into a file. */
export interface LoggedProcess {
  readonly name: string;
  readonly pid: number;
  readonly url: string;
  /** From its start until it was ready, in milliseconds. */
  readonly startedInMs: number;
  /** SIGTERM; resolves when it is gone. @throws when it did not end in order */
  stop(): Promise<void>;
}

export interface ProcessToStart {
  readonly name: string;
  /** Of node. */
  readonly arguments: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly log: string;
  /** What it answers when it is ready; default `/health/ready`. */
  readonly readyPath?: string;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const dieWithParent = fileURLToPath(new URL('../../test/support/die-with-parent.ts', import.meta.url));
const readyWithinMs = 120_000;
const stopWithinMs = 30_000;

/** Starts Node and resolves when the process answers at the address that it prints. It ends with this process. */
export const startLoggedProcess = async (program: ProcessToStart): Promise<LoggedProcess> => {
  const { name, log, variables, readyPath = '/health/ready' } = program;
  const { PATH = '', HOME = '' } = process.env;
  const output = openSync(log, 'w');
  const began = performance.now();
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', '--import', dieWithParent, ...program.arguments],
    {
      cwd: root,
      env: { PATH, HOME, HOST: '127.0.0.1', ...variables },
      stdio: ['pipe', output, output],
    },
  );
  closeSync(output);
  // The pipe to a process that was killed breaks.
  child.stdin?.on('error', () => {});
  const exited = once(child, 'exit');
  const gone = () => child.exitCode !== null || child.signalCode !== null;
  const tail = async () => (await readFile(log, 'utf8')).slice(-4_000);

  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    const late = new AbortController();
    const killed = delay(stopWithinMs, undefined, { signal: late.signal }).then(
      () => child.kill('SIGKILL'),
      () => {},
    );
    await exited;
    late.abort();
    await killed;
    if (child.exitCode !== 0)
      throw new Error(`${name} ended with ${child.signalCode ?? child.exitCode}:\n${await tail()}`);
  };
  const url = await waitFor(
    `${name} to be ready`,
    async () => {
      if (gone()) throw new Error(`${name} ended before it was ready:\n${await tail()}`);
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(await readFile(log, 'utf8')) ?? [];
      if (address === undefined) return false;
      const { ok } = await fetch(`${address}${readyPath}`).catch(() => ({ ok: false }));
      return ok && address;
    },
    readyWithinMs,
  ).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    await exited;
    throw error;
  });
  return { name, pid: child.pid ?? 0, url, startedInMs: performance.now() - began, stop };
};
