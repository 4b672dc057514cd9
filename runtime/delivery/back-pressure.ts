import { Transient } from '../errors.ts';

/** Keeps the outbox from growing without end while the broker takes nothing. */
export interface BackPressure {
  /** Told how many messages wait in the outbox; the last figure counts. */
  measured(waiting: number): void;
  /** Called for what would begin new work. @throws Transient `outbox/full` above the limit */
  refuseWhenFull(): void;
}

/** Some minutes of a busy service: a broker that is restarted is not noticed, one that is gone does not fill the disk. */
export const defaultOutboxLimit = 50_000;

/** `limit`: messages that may wait to be published before new work is refused. */
export const createBackPressure = (limit: number): BackPressure => {
  let waiting = 0;
  return {
    measured: (messages) => {
      waiting = messages;
    },
    refuseWhenFull: () => {
      if (waiting <= limit) return;
      throw new Transient(
        'outbox/full',
        'Too many messages wait for the broker, so nothing new is begun; ask again later',
      );
    },
  };
};
