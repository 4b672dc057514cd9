import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { nodeFlags } from '../../scripts/node-flags.ts';
import { waitFor } from './wait-for.ts';

/** A process of `main.ts` that listens. */
export interface ServiceProcess {
  readonly url: string;
  /** From its start until it was ready, in milliseconds. */
  readonly startedInMs: number;
  /** All that it printed. */
  output(): string;
  /** Resolves when it is gone, with its exit code or the signal that ended it. */
  readonly ended: Promise<number | NodeJS.Signals | null>;
  /** Writes a line to its standard input. */
  tell(line: string): void;
  /** Sends SIGTERM; resolves with the exit code when it is gone. */
  stop(): Promise<number | null>;
  /** Sends SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it keeps its connections and does nothing, until `thaw`. */
  freeze(): void;
  thaw(): void;
}

const root = fileURLToPath(new URL('../..', import.meta.url));
const dieWithParent = fileURLToPath(new URL('./die-with-parent.mjs', import.meta.url));

/** PGlite is not compiled a second time for speed, which short runs do not get back: a start takes 1.05 s of CPU, not 2.05. */
const compiledOnce = ['--liftoff-only'];

/**
 * Runs the built `main.ts <mode>` with these variables and no others, and as users do but for the flags of V8. `exited`
 * resolves with the exit code, `ended` with that or the signal.
 */
export const spawnMain = (
  mode: string,
  variables: Readonly<Record<string, string>>,
  flags: readonly string[] = compiledOnce,
) => {
  const { PATH = '', HOME = '' } = process.env;
  const child = spawn(
    process.execPath,
    [...nodeFlags, ...flags, '--import', dieWithParent, 'dist/main.mjs', mode],
    {
      cwd: root,
      env: { PATH, HOME, HOST: '127.0.0.1', PORT: '0', ...variables },
      stdio: ['pipe', 'pipe', 'pipe'],
    },
  );
  let printed = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      printed += text;
    });
  // The pipe to a process that was killed breaks.
  child.stdin.on('error', () => {});
  const closed = once(child, 'close');
  const exited = closed.then(([code]: (number | null)[]) => code ?? null);
  const ended = closed.then(([code, signal]: (number | NodeJS.Signals | null)[]) => signal ?? code ?? null);
  return { child, exited, ended, output: () => printed };
};

/** Starts `main.ts <mode>` and resolves when it is ready. Rejects with what it printed when it ends before. */
export const startService = async (
  mode: string,
  variables: Readonly<Record<string, string>>,
  flags?: readonly string[],
): Promise<ServiceProcess> => {
  const began = performance.now();
  const { child, exited, ended, output } = spawnMain(mode, variables, flags);
  const failed = () => child.exitCode !== null || child.signalCode !== null;
  const url = await waitFor(
    `${mode} to be ready`,
    async () => {
      if (failed()) throw new Error('it ended before it was ready');
      const [address] = /http:\/\/127\.0\.0\.1:\d+/.exec(output()) ?? [];
      if (address === undefined) return false;
      const { ok } = await fetch(`${address}/health/ready`).catch(() => ({ ok: false }));
      return ok && address;
    },
    // 2 s on an idle machine; more than a minute was seen on one that was busy with other things.
    180_000,
  ).catch(async (error: unknown) => {
    // It would keep the test's process, too.
    child.kill('SIGKILL');
    await exited;
    throw new Error(`${mode} was not to be had:\n${output()}`, { cause: error });
  });
  return {
    url,
    startedInMs: performance.now() - began,
    output,
    ended,
    tell: (line) => void child.stdin.write(`${line}\n`),
    stop: () => {
      child.kill('SIGTERM');
      return exited;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await exited;
    },
    freeze: () => void child.kill('SIGSTOP'),
    thaw: () => void child.kill('SIGCONT'),
  };
};
