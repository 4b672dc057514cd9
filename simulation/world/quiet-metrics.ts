import type { Metrics } from '../../runtime/telemetry/metrics.ts';

const nothing = (): void => {};

/** Figures that nobody reads. */
export const quietMetrics: Metrics = {
  actorStep: nothing,
  batchSize: nothing,
  commitDuration: nothing,
  outboxOldestAge: nothing,
  outboxWaiting: nothing,
  timersDue: nothing,
  activityAttempt: nothing,
  projectionLag: nothing,
  sagaDuration: nothing,
  messageSetAside: nothing,
  needsAttention: nothing,
};
