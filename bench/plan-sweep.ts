import type { LoadSpec } from './measurement.ts';
import type { MixName } from './mix.ts';
import type { SweepPlan } from './sweep.ts';

/** The loads for our own system: all of them, or the telling ones when it must be `quick`. */
export const planSweep = (quick: boolean, seconds: number): SweepPlan => {
  const load = (connections: number, mix: MixName = 'regular'): LoadSpec => ({
    arrival: { kind: 'closed', connections },
    mix,
    seconds,
  });
  return quick
    ? {
        warmUpSeconds: 2,
        closed: [load(64), load(64, 'hot')],
        openShares: [0.5],
        openSeconds: seconds,
        freshSystems: false,
      }
    : {
        warmUpSeconds: 8,
        closed: [load(1), load(16), load(64), load(256), load(64, 'hot')],
        openShares: [0.25, 0.5, 0.75, 0.9],
        openSeconds: seconds,
        freshSystems: true,
      };
};

/** The loads for the peers: those that ours is compared by. */
export const planPeerSweep = (quick: boolean, seconds: number): SweepPlan => ({
  ...planSweep(quick, seconds),
  openShares: [],
});

/** For the embedded mode, which is one process with one connection to its database. */
export const planEmbeddedSweep = (quick: boolean, seconds: number): SweepPlan => {
  const { closed, ...plan } = planSweep(quick, seconds);
  return { ...plan, closed: closed.slice(0, 3), openShares: [] };
};
