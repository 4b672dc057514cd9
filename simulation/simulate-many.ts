import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Result } from './simulate.ts';
import { addCoverage, type Coverage, emptyCoverage } from './world/coverage.ts';

/** A result without its story, as it travels between processes. */
export type Brief = Omit<Result, 'story'>;
/** What a simulating process says: that it takes seeds, then what came of each. */
export type FromWorker = 'ready' | Brief;

/** What is run. */
export interface ManyOptions {
  /** The module that exports the scenario. */
  readonly scenario: string;
  /** How many; Infinity for as many as the time allows. */
  readonly seeds: number;
  /** The first; the others follow. */
  readonly from: number;
  /** No seed is begun later, in milliseconds from the start. */
  readonly deadlineMs: number;
  /** No seed is begun after one that failed. */
  readonly untilFailure: boolean;
  /** A seed that takes longer hangs, and failed, in milliseconds; default 20 min. */
  readonly hangsAfterMs?: number;
  readonly onFailure: (result: Pick<Brief, 'seed' | 'violations'>) => void;
  /** Told now and then how many are done. */
  readonly onProgress: (done: number, failed: number) => void;
}

const workerFile = fileURLToPath(new URL('simulate-worker.ts', import.meta.url));
const progressEveryMs = 10_000;
/** A thousand times what one takes on a machine with nothing else to do. */
const defaultHangsAfterMs = 1_200_000;

/** Runs seeds side by side, one process a core: a run is bound by one. */
export const simulateMany = async (options: ManyOptions) => {
  const began = performance.now();
  const failed: string[] = [];
  const coverage: Coverage = emptyCoverage();
  let next = options.from;
  let done = 0;
  let virtualMs = 0;
  let toldAt = began;

  const isOver = (): boolean =>
    next >= options.from + options.seeds ||
    performance.now() - began > options.deadlineMs ||
    (options.untilFailure && failed.length > 0);

  const take = ({ seed, violations }: Pick<Brief, 'seed' | 'violations'>): void => {
    done += 1;
    if (violations.length > 0) {
      failed.push(seed);
      options.onFailure({ seed, violations });
    }
    if (performance.now() - toldAt < progressEveryMs) return;
    toldAt = performance.now();
    options.onProgress(done, failed.length);
  };

  const work = (): Promise<void> =>
    new Promise((resolve, reject) => {
      const worker = fork(workerFile, [options.scenario]);
      let ready = false;
      let seed: string | undefined;
      let watch: NodeJS.Timeout | undefined;
      const handOut = (): void => {
        clearTimeout(watch);
        seed = isOver() ? undefined : String(next++);
        if (seed === undefined) worker.disconnect();
        else {
          watch = setTimeout(() => worker.kill('SIGKILL'), options.hangsAfterMs ?? defaultHangsAfterMs);
          worker.send(seed);
        }
      };
      worker.on('message', (message: FromWorker) => {
        if (message === 'ready') ready = true;
        else {
          virtualMs += message.virtualMs;
          addCoverage(coverage, message.coverage);
          take(message);
        }
        handOut();
      });
      worker.on('error', reject);
      worker.on('exit', (code, signal) => {
        clearTimeout(watch);
        if (!ready)
          reject(new Error(`A simulating process ended with ${code ?? signal} before its first seed`));
        else if (seed === undefined) resolve();
        else {
          // One seed that breaks the simulation, or hangs in it, keeps no other from being tried.
          take({ seed, violations: [signal ? 'it hangs' : `its process ended with ${code}`] });
          (isOver() ? Promise.resolve() : work()).then(resolve, reject);
        }
      });
    });

  await Promise.all(Array.from({ length: Math.min(availableParallelism(), options.seeds) }, work));
  return { done, failed, virtualMs, coverage };
};
