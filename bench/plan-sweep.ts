import type { LoadSpec } from './measurement.ts';
import type { MixName } from './mix.ts';
import type { SweepPlan } from './sweep.ts';
import { warmUpSeconds } from './warm-up-seconds.ts';

/** The loads for our own system: all of them, or the telling ones when it must be `quick`. */
export const planSweep = (quick: boolean, seconds: number): SweepPlan => {
  const load = (connections: number, mix: MixName = 'regular'): LoadSpec => ({
    arrival: { kind: 'closed', connections },
    mix,
    seconds,
  });
  return quick
    ? {
        warmUpSeconds: 5,
        closed: [load(64), load(64, 'hot')],
        openShares: [0.5],
        openSeconds: seconds,
      }
    : {
        warmUpSeconds,
        closed: [load(1), load(16), load(64), load(256), load(64, 'hot')],
        openShares: [0.25, 0.5, 0.75, 0.9],
        openSeconds: seconds,
      };
};

/**
 * A peer settles a part of what it accepts at 64 connections: a quarter of our warm-up keeps Restate busy for some 100 s
 * and DBOS for 45.
 */
const peerWarmUp = 0.25;

/** The loads for the peers: those that ours is compared by. */
export const planPeerSweep = (quick: boolean, seconds: number): SweepPlan => {
  const plan = planSweep(quick, seconds);
  return { ...plan, warmUpSeconds: plan.warmUpSeconds * peerWarmUp, openShares: [] };
};
