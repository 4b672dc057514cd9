import type { Arrival } from './load/load-job.ts';
import type { LoadSpec } from './measurement.ts';
import type { MixName } from './mix.ts';
import type { BenchOptions } from './options.ts';
import type { SweepPlan } from './sweep.ts';

const closed = (connections: number): Arrival => ({ kind: 'closed', connections });

/** The loads for our own system: all of them, or of `--quick` the telling ones. */
export const planSweep = ({ quick, seconds }: Pick<BenchOptions, 'quick' | 'seconds'>): SweepPlan => {
  const load = (connections: number, mix: MixName = 'regular'): LoadSpec => ({
    arrival: closed(connections),
    mix,
    seconds,
  });
  return quick
    ? {
        warmUpSeconds: 2,
        closed: [load(64), load(64, 'hot')],
        openShares: [0.5],
        openSeconds: seconds,
      }
    : {
        warmUpSeconds: 10,
        closed: [load(1), load(16), load(64), load(256), load(64, 'hot')],
        openShares: [0.25, 0.5, 0.75, 0.9],
        openSeconds: seconds,
      };
};

/** The loads for the peers: those that ours is compared by. */
export const planPeerSweep = (options: Pick<BenchOptions, 'quick' | 'seconds'>): SweepPlan => ({
  ...planSweep(options),
  openShares: [],
});
