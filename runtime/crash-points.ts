import { channel } from 'node:diagnostics_channel';

/**
 * Where a process can end between two durable arrows, so that a test can end it exactly there. What is done on one
 * side of a point is safe, what comes on the other is not yet: a start alone must lead to the right end.
 */
export const crashPoints = [
  /** Some migrations are done, in the transaction of all. */
  'migration.between',
  /** Every message of the batch is decided on and nothing is written. */
  'commit.before',
  /** The actors' rows are written, those beside them are not. */
  'commit.inside',
  /** Committed, and nobody was told: no answer, no publish, no activity, no ack. */
  'commit.after',
  'relay.before-publish',
  /** The broker has some of the messages that were published together; whether it has the others nobody knows. */
  'relay.partly-confirmed',
  'relay.before-delete',
  'relay.after-delete',
  /** The sweep has leased what another process left in the outbox. */
  'relay.after-claim',
  'ack.before',
  'ack.after',
  'activity.before-call',
  /** The world outside has changed and nothing says so here. */
  'activity.after-call',
  'activity.after-record',
  /** A failed attempt is recorded, with the time of the next. */
  'activity.after-postponement',
  'timer.before-take',
  'timer.after-take',
  'retry.before-take',
  'retry.after-take',
  /** Some dead letters of a group are back in the outbox, in the transaction of all. */
  'redrive.between-items',
  /** What is redriven and who asked for it are written. */
  'redrive.before-commit',
  /** Committed, and the operator was not told. Of a group, other services may have theirs left. */
  'redrive.after-commit',
  /** The read model is written, its checkpoint has not moved. */
  'projection.before-checkpoint',
  'projection.before-commit',
  'projection.after-commit',
  /** What was rebuilt is in the place of the read model, in the transaction of the switch. */
  'projection.before-switch',
  /** Committed, and the operator was not told. */
  'projection.after-switch',
  'housekeeping.before-forget',
  'housekeeping.after-forget',
] as const;

/** The name of one of them. */
export type CrashPoint = (typeof crashPoints)[number];

/** A channel of Node, so that a module preloaded into the process can listen without importing this one. */
const points = channel('order-processing.crash-point');

/** Says that the process is at `point`. Does nothing unless somebody subscribed to the channel. */
export const reached = (point: CrashPoint): void => points.publish(point);

/** Calls `then` at every point that this process reaches from now on. It must not throw. */
export const onReached = (then: (point: CrashPoint) => void): void =>
  points.subscribe((point) => {
    if (isCrashPoint(point)) then(point);
  });

const isCrashPoint = (point: unknown): point is CrashPoint => crashPoints.some((name) => name === point);
