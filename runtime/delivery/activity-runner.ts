import type { Envelope } from '../../contracts/envelope.ts';
import { messageId } from '../../contracts/ids.ts';
import type { FactEvent } from '../actor/actor-state.ts';
import { leaseMs } from '../actor/commit-groups.ts';
import type { Activity, RetryPolicy } from '../actor/definition.ts';
import { type Clock, pause } from '../clock.ts';
import { reached } from '../crash-points.ts';
import { Transient } from '../errors.ts';
import { type ActivityRow, claimActivities, postponeActivity, renewActivities } from '../store/activities.ts';
import type { Database } from '../store/database.ts';
import { storableText } from '../store/storable-text.ts';
import { childTraceparent } from '../telemetry/trace-context.ts';

/** Runs activities after the commit that asked for them. */
export interface ActivityRunner {
  /** Runs activities that this process has just committed and therefore leases. */
  run(activities: readonly ActivityRow[]): void;
  /** Takes no more, lets what runs end for a while, then aborts it (it is tried again after a start). */
  close(): Promise<void>;
}

/** What an activity runner works with. */
export interface ActivityRunnerOptions {
  readonly database: Database;
  readonly schema: string;
  readonly clock: Clock;
  /** No other process works on this database. */
  readonly alone: boolean;
  readonly activityOf: (row: ActivityRow) => Activity;
  /**
   * Hands the outcome to the actor; resolves when it is durable and the activity's row is gone. One that the actor
   * cannot take is a failed attempt; the `last` one, that the attempts ran out, is held like any message.
   */
  readonly report: (outcome: Envelope, row: ActivityRow, last: boolean) => Promise<void>;
  readonly onFault: (error: unknown) => void;
  readonly onAttempt: (activity: string, outcome: string) => void;
}

const lookEveryMs = 250;
/**
 * When not even a failure can be recorded, the database is away: the activity stays with this process, which asks
 * again. Left to its lease it took 15 s more after each restart of PostgreSQL.
 */
const askAgainAfterMs = 500;
/** How long running activities may go on while the process stops, in milliseconds. */
const endWithinMs = 4_000;
/** Waits on the network mostly, so many may run at once. */
const atOnce = 200;
/**
 * What exceeds that waits here with its lease renewed: left to its lease, a burst of 300 took 15 s longer. What
 * exceeds this too waits for its row to be claimed.
 */
const remembered = 5_000;

/** At least once with a stable key: a row lives until its outcome is committed, and its lease until its process dies. */
export const startActivityRunner = (options: ActivityRunnerOptions): ActivityRunner => {
  const { database, schema, clock } = options;
  const closing = new AbortController();
  const underWay: UnderWay = { limits: new Set(), stopped: false };
  const running = new Map<string, Promise<void>>();
  const waiting = new Map<string, ActivityRow>();
  /** What has ended since the present look began: its claim may have read the row before it was gone. */
  const ended = new Set<string>();

  const start = (row: ActivityRow): void => {
    waiting.delete(row.id);
    if (running.has(row.id) || closing.signal.aborted) return;
    const run = runOnce(options, row, underWay)
      .catch(async (error: unknown) => {
        options.onFault(error);
        await pause(clock, askAgainAfterMs, closing.signal);
        return row;
      })
      .then((again) => {
        running.delete(row.id);
        ended.add(row.id);
        if (again) start(again);
        const [next] = waiting.values();
        if (next) start(next);
      });
    running.set(row.id, run);
  };

  const look = async (): Promise<void> => {
    let renewAt = clock.now() + leaseMs / 3;
    // Alone on the database, whoever holds a lease at the start is a process that is gone.
    let leasedUntil = options.alone ? clock.now() + leaseMs : 0;
    while (!closing.signal.aborted) {
      ended.clear();
      try {
        const now = clock.now();
        if (now >= renewAt && running.size > 0)
          await renewActivities(database, schema, [...running.keys(), ...waiting.keys()], now + leaseMs);
        if (now >= renewAt) renewAt = now + leaseMs / 3;
        const room = atOnce - running.size - waiting.size;
        if (room > 0)
          // A process too slow to renew its leases sent a mail twice here.
          for (const row of await claimActivities(
            database,
            schema,
            Math.max(now, leasedUntil),
            now + leaseMs,
            room,
          ))
            if (!ended.has(row.id)) start(row);
        leasedUntil = 0;
      } catch (error) {
        options.onFault(error);
      }
      await pause(clock, lookEveryMs, closing.signal);
    }
  };
  const looking = look();

  return {
    run: (activities) => {
      for (const row of activities)
        if (running.size < atOnce) start(row);
        else if (waiting.size < remembered) waiting.set(row.id, row);
    },
    close: async () => {
      closing.abort();
      await looking;
      // What runs may end: an aborted mail would be sent twice.
      const giveUp = clock.schedule(endWithinMs, () => {
        underWay.stopped = true;
        for (const limit of underWay.limits) limit.expire('the process stops');
      });
      await Promise.all(running.values());
      giveUp();
    },
  };
};

/** The attempts that run. No signal that they share: each that ends would look for its listener among those of all. */
interface UnderWay {
  readonly limits: Set<TimeLimit>;
  /** The process stops and does not wait any more. */
  stopped: boolean;
}

const runOnce = async (
  options: ActivityRunnerOptions,
  row: ActivityRow,
  underWay: UnderWay,
): Promise<void> => {
  const activity = options.activityOf(row);
  const attempts = row.attempts + 1;
  const limit = timeLimit(options.clock, activity.retry.timeoutMs);
  underWay.limits.add(limit);
  let answered = false;
  try {
    const key = activity.idempotencyKey(row.streamId, row.request);
    reached('activity.before-call');
    const fact = await Promise.race([activity.run(row.request, key, limit.signal), limit.expired]);
    reached('activity.after-call');
    answered = true;
    options.onAttempt(row.request.type, 'answered');
    await options.report(outcomeMessage(options, row, fact), row, false);
    reached('activity.after-record');
  } catch (error) {
    // The outcome is known and only could not be recorded yet: it must not count as a failed attempt.
    const uncounted = underWay.stopped || (answered && error instanceof Transient);
    if (!answered) options.onAttempt(row.request.type, 'failed');
    const reason = storableText(error instanceof Error ? error.message : String(error));
    if (uncounted || attempts < activity.retry.attempts) {
      const dueAt = options.clock.now() + (underWay.stopped ? 0 : delayMs(activity.retry, attempts));
      const counted = uncounted ? row.attempts : attempts;
      await postponeActivity(options.database, options.schema, row.id, counted, dueAt, reason);
      reached('activity.after-postponement');
    } else {
      await options.report(outcomeMessage(options, row, activity.exhausted(row.request, reason)), row, true);
    }
  } finally {
    underWay.limits.delete(limit);
    limit.clear();
  }
};

/** Doubles from the first delay up to the longest. */
const delayMs = (policy: RetryPolicy, attempts: number): number =>
  Math.min(policy.firstDelayMs * 2 ** (attempts - 1), policy.maximumDelayMs);

/** How long an attempt may take: until its time is over, or the process stops and tells it. */
interface TimeLimit {
  readonly signal: AbortSignal;
  /** Rejects then. */
  readonly expired: Promise<never>;
  expire(reason: string): void;
  clear(): void;
}

/** Ends the wait for an attempt when its time is over, also when it does not listen to the signal. */
const timeLimit = (clock: Clock, milliseconds: number): TimeLimit => {
  const controller = new AbortController();
  let fail = (_reason: Error): void => {};
  const expired = new Promise<never>((_, reject) => {
    fail = reject;
  });
  const expire = (message: string) => {
    const reason = new Error(message);
    controller.abort(reason);
    fail(reason);
  };
  const clear = clock.schedule(milliseconds, () => expire(`no answer within ${milliseconds} ms`));
  // Nobody may be racing any more when it fires.
  expired.catch(() => {});
  return { signal: controller.signal, expired, expire, clear };
};

const outcomeMessage = (options: ActivityRunnerOptions, row: ActivityRow, fact: FactEvent): Envelope => {
  const { type, ...data } = fact;
  const id = messageId(`${row.id}/outcome`);
  return {
    id,
    type,
    schemaVersion: 1,
    source: options.schema,
    subject: row.streamId,
    subjectVersion: 0,
    time: new Date(options.clock.now()).toISOString(),
    correlationId: row.correlationId,
    causationId: row.id,
    traceparent: childTraceparent(row.traceparent, id),
    data,
  };
};
