import type { StreamId } from '../../contracts/ids.ts';
import type { ActorState } from './actor-state.ts';

/** Tells who waits for an actor that it has moved on in this process. Other processes are found by looking. */
export interface StreamWatch {
  /** Calls `listener` after each commit of the stream; the result ends it. */
  watch(streamId: StreamId, listener: (state: ActorState) => void): () => void;
  notify(state: ActorState): void;
}

/** Listeners by stream; a stream that nobody watches costs nothing. */
export const createStreamWatch = (): StreamWatch => {
  const listeners = new Map<StreamId, Set<(state: ActorState) => void>>();
  return {
    watch: (streamId, listener) => {
      const ofStream = listeners.get(streamId) ?? new Set();
      listeners.set(streamId, ofStream.add(listener));
      return () => {
        ofStream.delete(listener);
        if (ofStream.size === 0 && listeners.get(streamId) === ofStream) listeners.delete(streamId);
      };
    },
    notify: (state) => {
      for (const listener of listeners.get(state.streamId) ?? []) listener(state);
    },
  };
};
