import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Result } from './simulate.ts';
import { addCoverage, type Coverage, emptyCoverage } from './world/coverage.ts';

/** A result without its story, as it travels between processes. */
export type Brief = Omit<Result, 'story'>;

/** What is run. */
export interface ManyOptions {
  /** How many; Infinity for as many as the time allows. */
  readonly seeds: number;
  /** The first; the others follow. */
  readonly from: number;
  /** No seed is begun later, in milliseconds from the start. */
  readonly deadlineMs: number;
  /** No seed is begun after one that failed. */
  readonly untilFailure: boolean;
  readonly onFailure: (result: Brief) => void;
  /** Told now and then how many are done. */
  readonly onProgress: (done: number, failed: number) => void;
}

const workerFile = fileURLToPath(new URL('simulate-worker.ts', import.meta.url));
const progressEveryMs = 10_000;

/** Runs seeds side by side, one process a core: a run is bound by one. */
export const simulateMany = async (options: ManyOptions) => {
  const began = performance.now();
  const failed: string[] = [];
  const coverage: Coverage = emptyCoverage();
  let next = options.from;
  let done = 0;
  let virtualMs = 0;
  let toldAt = began;

  const nextSeed = (): string | undefined => {
    const late = performance.now() - began > options.deadlineMs;
    const over = next >= options.from + options.seeds || late || (options.untilFailure && failed.length > 0);
    return over ? undefined : String(next++);
  };

  const take = (result: Brief): void => {
    done += 1;
    virtualMs += result.virtualMs;
    addCoverage(coverage, result.coverage);
    if (result.violations.length > 0) {
      failed.push(result.seed);
      options.onFailure(result);
    }
    if (performance.now() - toldAt < progressEveryMs) return;
    toldAt = performance.now();
    options.onProgress(done, failed.length);
  };

  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = fork(workerFile);
      const handOut = (): void => {
        const seed = nextSeed();
        if (seed === undefined) worker.disconnect();
        else worker.send(seed);
      };
      worker.on('message', (result: Brief) => {
        take(result);
        handOut();
      });
      worker.on('error', reject);
      worker.on('exit', (code) =>
        code === 0 ? resolve() : reject(new Error(`A simulating process ended with ${code}`)),
      );
      handOut();
    });

  await Promise.all(Array.from({ length: Math.min(availableParallelism(), options.seeds) }, work));
  return { done, failed, virtualMs, coverage };
};
