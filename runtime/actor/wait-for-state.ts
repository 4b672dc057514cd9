import type { StreamId } from '../../contracts/ids.ts';
import type { Service } from '../service.ts';
import type { ActorState } from './actor-state.ts';

/** How often the actor's row is read while waiting: another process of the service may be the one that moves it. */
const lookEveryMs = 500;

/**
 * Resolves with the first state that `suffices`, or with the present one when `milliseconds` are over or `signal`
 * aborts; undefined when there is no such actor by then.
 */
export const waitForState = (
  service: Service,
  streamId: StreamId,
  suffices: (state: ActorState) => boolean,
  milliseconds: number,
  signal: AbortSignal,
): Promise<ActorState | undefined> =>
  new Promise((resolve, reject) => {
    const deadline = service.clock.now() + milliseconds;
    let cancelLook = (): void => {};
    const finish = (state: ActorState | undefined): void => {
      unwatch();
      cancelLook();
      signal.removeEventListener('abort', look);
      resolve(state);
    };
    const unwatch = service.watch(streamId, (state) => {
      if (suffices(state)) finish(state);
    });
    const look = (): void => {
      service.read(streamId).then(
        (state) => {
          const left = deadline - service.clock.now();
          if ((state && suffices(state)) || left <= 0 || signal.aborted) return finish(state);
          cancelLook = service.clock.schedule(Math.min(left, lookEveryMs), look);
        },
        (error: unknown) => {
          unwatch();
          signal.removeEventListener('abort', look);
          reject(error);
        },
      );
    };
    signal.addEventListener('abort', look, { once: true });
    look();
  });
