import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** What became of one message that an actor was given. */
export type StepOutcome = 'accepted' | 'ignored' | 'rejected' | 'duplicate' | 'held' | 'waiting';

/** The figures of one service. Durations and ages are in seconds. */
export interface Metrics {
  actorStep(category: string, outcome: StepOutcome, count?: number): void;
  batchSize(messages: number): void;
  commitDuration(seconds: number): void;
  /** 0 when nothing waits. */
  outboxOldestAge(seconds: number): void;
  outboxWaiting(messages: number): void;
  timersDue(timers: number): void;
  activityAttempt(activity: string, outcome: string): void;
  projectionLag(projection: string, seconds: number): void;
  sagaDuration(outcome: string, seconds: number): void;
  messageSetAside(reason: string): void;
  /** Actors that wait for a person now. */
  needsAttention(actors: number): void;
}

/** The registry of one process, with the figures of Node itself. */
export const createRegistry = (): Registry => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  return registry;
};

const seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];
const sagaSeconds = [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800, 86_400];
const batchSizes = [1, 2, 5, 10, 20, 50, 100, 200, 500];

/** The figures of `service`. Several services may share one registry: each figure carries a `service` label. */
export const createMetrics = (registry: Registry, service: string): Metrics => {
  const registers = [registry];
  // The second service of a process finds the metric that the first one registered.
  const counter = (name: string, help: string, labels: string[] = []) =>
    found(registry.getSingleMetric(name), Counter) ??
    new Counter({ name, help, labelNames: ['service', ...labels], registers });
  const gauge = (name: string, help: string, labels: string[] = []) =>
    found(registry.getSingleMetric(name), Gauge) ??
    new Gauge({ name, help, labelNames: ['service', ...labels], registers });
  const histogram = (name: string, help: string, buckets: number[], labels: string[] = []) =>
    found(registry.getSingleMetric(name), Histogram) ??
    new Histogram({ name, help, buckets, labelNames: ['service', ...labels], registers });

  const steps = counter('actor_steps_total', 'Messages given to actors', ['category', 'outcome']);
  const batch = histogram('batch_size', 'Messages in one commit', batchSizes);
  const commit = histogram('commit_duration_seconds', 'Time of one commit', seconds);
  const oldest = gauge('outbox_oldest_age_seconds', 'Age of the oldest message that is not yet published');
  const waiting = gauge('outbox_waiting', 'Messages committed and not yet published');
  const due = gauge('timers_due', 'Timers that are due and have not fired');
  const attempts = counter('activity_attempts_total', 'Attempts of activities', ['activity', 'outcome']);
  const lag = gauge('projection_lag_seconds', 'Age of the oldest event not yet projected', ['projection']);
  const saga = histogram('saga_duration_seconds', 'Time from start to outcome', sagaSeconds, ['outcome']);
  const aside = counter('messages_set_aside_total', 'Messages that could not be handled', ['reason']);
  const attention = gauge('needs_attention', 'Actors that wait for a person');

  return {
    actorStep: (category, outcome, count = 1) => steps.inc({ service, category, outcome }, count),
    batchSize: (messages) => batch.observe({ service }, messages),
    commitDuration: (duration) => commit.observe({ service }, duration),
    outboxOldestAge: (age) => oldest.set({ service }, age),
    outboxWaiting: (messages) => waiting.set({ service }, messages),
    timersDue: (timers) => due.set({ service }, timers),
    activityAttempt: (activity, outcome) => attempts.inc({ service, activity, outcome }),
    projectionLag: (projection, age) => lag.set({ service, projection }, age),
    sagaDuration: (outcome, duration) => saga.observe({ service, outcome }, duration),
    messageSetAside: (reason) => aside.inc({ service, reason }),
    needsAttention: (actors) => attention.set({ service }, actors),
  };
};

const found = <Kind>(metric: unknown, kind: abstract new (...parts: never[]) => Kind): Kind | undefined =>
  metric instanceof kind ? metric : undefined;
