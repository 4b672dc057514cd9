import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { LoadJob, LoadResult } from './load-job.ts';

/** A process that puts loads on, one after another. */
export interface LoadProcess {
  /** Resolves when every order was answered. @throws when the process ended without a result */
  apply(job: LoadJob): Promise<LoadResult>;
  stop(): Promise<void>;
}

const program = fileURLToPath(new URL('load-process.ts', import.meta.url));

/**
 * Starts one, to be kept for all loads of a contender. One that has just been started compiles its code while it is
 * measured with: with a new one for each load of four seconds an order took 0.62 ms of it at 64 connections and 2.7 at
 * one, with one that was kept 0.25 and 0.85, and the system settled 16 and 15 % more (four pairs on two cores).
 */
export const startLoadProcess = (): LoadProcess => {
  const child = fork(program, { execArgv: ['--import', 'tsx'], serialization: 'advanced' });
  const ended = once(child, 'exit');
  return {
    apply: async (job) => {
      const result = once(child, 'message').then(([message]: LoadResult[]) => message);
      child.send(job);
      const outcome = await Promise.race([result, ended.then(() => undefined)]);
      if (!outcome) throw new Error('The load process ended without a result');
      return outcome;
    },
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
};
