import { AsyncLocalStorage } from 'node:async_hooks';
import { type CrashPoint, onReached } from '../../runtime/crash-points.ts';
import { type Coverage, cover } from './coverage.ts';
import type { Trace } from './trace.ts';

/** One life of a process, from its start to its crash. All that it reaches the world through goes dead with it. */
export interface Incarnation {
  /** Such as `order`, or `order-2` for the second process of a service. */
  readonly name: string;
  readonly service: string;
  isDead(): boolean;
  /** The process is at a place where it can end. Returns whether it lives on. */
  passes(place: string): boolean;
  /** Lets it crash at a place: the named one, or the `number`-th that it comes by; undefined takes that back. */
  crashAt(place: CrashPoint | number | undefined): void;
  /** Ends it here and now: nothing that it has in memory is ever heard of again. */
  end(): void;
  /** Calls `then` when it dies; the result takes that back. */
  onDeath(then: () => void): () => void;
  /** Runs `work` as this process: crash points that it reaches, however much later, are this one's. */
  run<Result>(work: () => Result): Result;
}

const storage = new AsyncLocalStorage<Incarnation>();
onReached((point) => storage.getStore()?.passes(point));

/** What a dead process waits for. */
export const never = <Result>(): Promise<Result> => new Promise(() => {});

/** Begins a life. */
export const createIncarnation = (
  name: string,
  service: string,
  { trace, coverage }: { readonly trace: Trace; readonly coverage: Coverage },
): Incarnation => {
  const mourners = new Set<() => void>();
  let dead = false;
  let doomed: CrashPoint | number | undefined;

  const end = (): void => {
    if (dead) return;
    dead = true;
    for (const mourner of [...mourners]) mourner();
    mourners.clear();
  };

  const incarnation: Incarnation = {
    name,
    service,
    isDead: () => dead,
    passes: (place) => {
      if (dead) return false;
      cover(coverage, 'crash point', place);
      if (typeof doomed === 'number') doomed -= 1;
      if (doomed !== place && doomed !== 0) return true;
      cover(coverage, 'crashed at', place);
      cover(coverage, 'fault', 'crash');
      trace.add(name, `CRASHES at ${place}`);
      end();
      return false;
    },
    crashAt: (place) => {
      doomed = place;
    },
    end,
    onDeath: (then) => {
      mourners.add(then);
      return () => mourners.delete(then);
    },
    run: (work) => storage.run(incarnation, work),
  };
  return incarnation;
};
