import type { ActorState } from '../actor/actor-state.ts';
import type { ActorDefinition } from '../actor/definition.ts';
import type { Hold } from '../actor/hold.ts';
import { machineOf, topState } from '../actor/step.ts';
import type { ActorCommit } from '../store/actor-commit.ts';
import type { Logger } from './logger.ts';
import type { Metrics } from './metrics.ts';

/** What a log line says of a message. */
export interface AboutMessage {
  readonly messageId: string | undefined;
  readonly type: string | undefined;
  readonly correlationId?: string | undefined;
  readonly attempts?: number;
}

/** Tells logs and metrics what became of messages and actors. */
export interface Observer {
  batch(size: number, commitSeconds: number): void;
  committed(commit: ActorCommit): void;
  deadLetter(about: AboutMessage, code: string, reason: string): void;
}

/** What an observer works with. */
export interface ObserverOptions {
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly definitionOf: (streamId: ActorState['streamId']) => ActorDefinition<unknown, unknown>;
}

/** Makes the observer of one service. */
export const createObserver = ({ logger, metrics, definitionOf }: ObserverOptions): Observer => {
  const deadLetter: Observer['deadLetter'] = (about, code, reason) => {
    metrics.messageSetAside(code);
    logger.error({ ...about, code, reason }, 'a message is a dead letter now');
  };

  const held = ({ state, attempts, errorCode, errorMessage, intake }: Hold): void => {
    const { id: messageId, type, correlationId } = intake.message;
    const about = { messageId, type, correlationId, attempts };
    if (state === 'dead') deadLetter(about, errorCode, errorMessage);
    else logger.warn({ ...about, code: errorCode, reason: errorMessage }, `a message is ${state}`);
  };

  const isSettled = (state: ActorState): boolean =>
    machineOf(definitionOf(state.streamId), state.machineVersion).hasTag(state, 'settled');

  return {
    deadLetter,
    batch: (size, commitSeconds) => {
      metrics.batchSize(size);
      metrics.commitDuration(commitSeconds);
    },
    committed: ({ before, after, holds }) => {
      for (const hold of holds) held(hold);
      // From the first fact to the first state that its machine calls settled.
      if (after.version > before.version && isSettled(after) && !isSettled(before))
        metrics.sagaDuration(topState(after), (after.updatedAt - after.createdAt) / 1000);
    },
  };
};
