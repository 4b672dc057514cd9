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
  /** The file with what it printed. */
  readonly log: string;
  /** From its start until it was ready, in milliseconds. */
  readonly startedInMs: number;
  /** SIGTERM; resolves when it is gone. @throws when it did not end in order */
  stop(): Promise<void>;
}

export interface ProcessToStart {
  readonly name: string;
  /** The program; Node when it is not given. */
  readonly file?: string;
  readonly arguments: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly log: string;
  /** Its address once it can be used, from what it has printed; `/health/ready` is asked when it is not given. */
  readonly ready?: (output: string) => Promise<string | false>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const dieWithParent = fileURLToPath(new URL('../../test/support/die-with-parent.mjs', import.meta.url));
/** It ends with this process. */
const nodeArguments = ['--import', dieWithParent];
const readyWithinMs = 120_000;
const stopWithinMs = 30_000;

/** The address that a process of ours or a peer has printed, when it answers there. */
const answers = async (output: string): Promise<string | false> => {
  const address = printedAddress(output);
  if (!address) return false;
  const { ok } = await fetch(`${address}/health/ready`).catch(() => ({ ok: false }));
  return ok && address;
};

/** The first local address in what a process has printed. */
export const printedAddress = (output: string): string | false =>
  /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0] ?? false;

/** Starts it; resolves when it is ready. */
export const startLoggedProcess = async (program: ProcessToStart): Promise<LoggedProcess> => {
  const { name, log, variables, ready = answers } = program;
  const { PATH = '', HOME = '' } = process.env;
  const output = openSync(log, 'w');
  const began = performance.now();
  const child = spawn(
    program.file ?? process.execPath,
    program.file ? [...program.arguments] : [...nodeArguments, ...program.arguments],
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
    const inTime = new AbortController();
    const killed = delay(stopWithinMs, undefined, { signal: inTime.signal }).then(
      () => child.kill('SIGKILL'),
      () => {},
    );
    if (!gone()) await exited;
    inTime.abort();
    await killed;
    if (child.exitCode !== 0)
      throw new Error(`${name} ended with ${child.signalCode ?? child.exitCode}:\n${await tail()}`);
  };
  const url = await waitFor(
    `${name} to be ready`,
    async () => {
      if (gone()) throw new Error(`${name} ended before it was ready:\n${await tail()}`);
      return ready(await readFile(log, 'utf8'));
    },
    readyWithinMs,
  ).catch(async (error: unknown) => {
    child.kill('SIGKILL');
    await exited;
    throw error;
  });
  return { name, pid: child.pid ?? 0, url, log, startedInMs: performance.now() - began, stop };
};
