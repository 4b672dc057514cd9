import type { MessageType } from '../../contracts/message-type.ts';
import { type Clock, pause } from '../clock.ts';
import { reached } from '../crash-points.ts';
import type { Database } from '../store/database.ts';
import { projectBatch, projectionBatch } from './project-batch.ts';
import type { Projection } from './projection.ts';

/** Keeps one read model up to date. */
export interface Projector {
  /** Something was committed: look soon. */
  wake(): void;
  close(): Promise<void>;
}

/** What a projector works with. */
export interface ProjectorOptions {
  readonly database: Database;
  readonly schema: string;
  readonly clock: Clock;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  readonly projection: Projection;
  readonly onProjected: (lagSeconds: number) => void;
  readonly onFault: (error: unknown) => void;
}

/** After its rest it looks this often without being woken, for what other processes of the service commit. */
const lookEveryMs = 500;
/** Rests this long after a look, so that what is committed meanwhile shares the next transaction. */
const restMs = 1_000;

/** The loop of a projection: woken by commits of this process, and looking by itself now and then. */
export const startProjector = (options: ProjectorOptions): Projector => {
  const { database, schema, clock, messageTypes, projection } = options;
  const stopping = new AbortController();
  let woken = new AbortController();

  const loop = async (): Promise<void> => {
    let called = false;
    while (!stopping.signal.aborted) {
      woken = new AbortController();
      try {
        const done = await projectBatch(database, schema, projection, messageTypes);
        if (done) reached('projection.after-commit');
        options.onProjected(done ? (clock.now() - done.last.getTime()) / 1000 : 0);
        if (done?.events === projectionBatch) continue;
        await pause(clock, restMs, stopping.signal);
        // What was committed could not be read yet, because an older transaction was running: once more.
        if (!done && called) {
          called = false;
          continue;
        }
      } catch (error) {
        options.onFault(error);
        await pause(clock, lookEveryMs, stopping.signal);
      }
      await pause(clock, lookEveryMs, woken.signal);
      called = woken.signal.aborted;
    }
  };
  const looping = loop();

  return {
    // With a reason, or Node makes an exception with its stack each time: 2 % of the order service at 25 orders a second.
    wake: () => woken.abort('woken'),
    close: async () => {
      stopping.abort();
      woken.abort();
      await looping;
    },
  };
};
