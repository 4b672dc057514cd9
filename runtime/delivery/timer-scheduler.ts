import type { Envelope } from '../../contracts/envelope.ts';
import { messageId } from '../../contracts/ids.ts';
import type { DueTimer, Outcome } from '../actor/intake.ts';
import { type Clock, pause } from '../clock.ts';
import { reached } from '../crash-points.ts';
import type { Database } from '../store/database.ts';
import { deleteStaleTimer, dueTimers, postponeTimer, type TimerRow } from '../store/timers.ts';
import { childTraceparent } from '../telemetry/trace-context.ts';

/** What a timer scheduler works with. */
export interface TimerSchedulerOptions {
  readonly database: Database;
  readonly schema: string;
  readonly clock: Clock;
  /** Hands the timer to its actor; resolves when it is durable. */
  readonly fire: (message: Envelope, timer: DueTimer) => Promise<Outcome>;
  readonly onFault: (error: unknown) => void;
  /** Told how many were due at each look. */
  readonly onDue: (timers: number) => void;
}

const lookEveryMs = 250;
const atOnce = 500;
const putOffMs = 60_000;

/**
 * Fires timers from their rows, so a restart forgets none and the longest wait needs no memory. Several processes may
 * look at once: the actor's revision lets one win, and for the other the timer is no longer set.
 */
export const startTimerScheduler = (options: TimerSchedulerOptions): { close(): Promise<void> } => {
  const { database, schema, clock } = options;
  const stopping = new AbortController();

  const fire = async (row: TimerRow): Promise<void> => {
    const timer = { timerId: row.timerId, dueAt: row.dueAt.getTime() };
    try {
      reached('timer.before-take');
      const outcome = await options.fire(timerMessage(row, schema), timer);
      reached('timer.after-take');
      if (outcome.kind === 'ignored') await deleteStaleTimer(database, schema, row);
    } catch (error) {
      options.onFault(error);
      await postponeTimer(database, schema, row, clock.now() + putOffMs);
    }
  };

  const look = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      try {
        const due = await dueTimers(database, schema, clock.now(), atOnce);
        options.onDue(due.length);
        await Promise.all(due.map(fire));
        if (due.length === atOnce) continue;
      } catch (error) {
        options.onFault(error);
      }
      await pause(clock, lookEveryMs, stopping.signal);
    }
  };
  const looking = look();
  return {
    close: async () => {
      stopping.abort();
      await looking;
    },
  };
};

const timerMessage = (row: TimerRow, schema: string): Envelope => {
  const id = messageId(`${row.streamId}/${row.timerId}/${row.dueAt.getTime()}`);
  return {
    id,
    type: row.timerId,
    schemaVersion: 1,
    source: schema,
    subject: row.streamId,
    subjectVersion: 0,
    time: row.dueAt.toISOString(),
    correlationId: row.correlationId,
    causationId: id,
    traceparent: childTraceparent(row.traceparent, id),
    data: {},
  };
};
