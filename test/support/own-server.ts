import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { GuardedFolder } from './guarded-folder.ts';
import { waitFor } from './wait-for.ts';

/** A server that a test started itself, on a port and data of its own. */
export interface OwnServer {
  readonly url: string;
  /** Starts it on the data that it has; resolves when it answers. */
  start(): Promise<void>;
  /** Stops it in order; resolves when it is gone. */
  stop(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: connections stay open and nothing is answered, until `thaw`. */
  freeze(): void;
  thaw(): void;
}

/** What is run and how. */
export interface OwnServerProgram {
  readonly name: string;
  readonly url: string;
  readonly file: string;
  readonly arguments: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  /** What stops it in order, without waiting for its clients. */
  readonly stopSignal: 'SIGINT' | 'SIGTERM';
  /** What leaves nothing behind on the machine when it is ended in a hurry. */
  readonly guardSignal: 'KILL' | 'QUIT';
  answers(): Promise<boolean>;
}

// 3 s on an idle machine, RabbitMQ 8; 40 s were seen on one that was busy with other things.
const startWithinMs = 90_000;
const launchesAtMost = 10;
const launchAgainAfterMs = 300;

/** A server made of one program, not started yet. What it prints is in `<name>.log` of the folder. */
export const ownServer = (folder: GuardedFolder, program: OwnServerProgram): OwnServer => {
  let running: { readonly pid: number; readonly ended: Promise<unknown> } | undefined;
  const log = join(folder.path, `${program.name}.log`);

  const launch = () => {
    const output = openSync(log, 'a');
    const child = spawn(program.file, [...program.arguments], {
      cwd: folder.path,
      env: { PATH: process.env.PATH ?? '', ...program.environment },
      stdio: ['ignore', output, output],
      detached: true,
      ...program.user,
    });
    const { pid } = child;
    if (pid === undefined) throw new Error(`${program.file} could not be started`);
    const release = folder.guard(pid, program.guardSignal);
    const ended = once(child, 'exit').then(() => {
      release();
      running = undefined;
    });
    running = { pid, ended };
  };
  const signal = (name: NodeJS.Signals): void => {
    if (running) process.kill(running.pid, name);
  };
  const end = async (name: NodeJS.Signals): Promise<void> => {
    const ended = running?.ended;
    signal(name);
    signal('SIGCONT');
    await ended;
  };
  return {
    url: program.url,
    start: async () => {
      let launches = 0;
      await waitFor(
        `${program.name} to answer`,
        async () => {
          if (running) return program.answers();
          if (launches < launchesAtMost) {
            // After SIGKILL what it had started may hold its memory for another moment, and it ends at once.
            if (launches > 0) await delay(launchAgainAfterMs);
            launches += 1;
            launch();
            return false;
          }
          throw new Error(
            `${program.name} ended while it started:\n${readFileSync(log, 'utf8').slice(-4_000)}`,
          );
        },
        startWithinMs,
      );
    },
    stop: () => end(program.stopSignal),
    kill: () => end('SIGKILL'),
    freeze: () => signal('SIGSTOP'),
    thaw: () => signal('SIGCONT'),
  };
};

/** A TCP port of 127.0.0.1 that nobody listens on. */
export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server without a port');
  return address.port;
};
