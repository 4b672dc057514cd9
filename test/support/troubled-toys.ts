import type { ActorDefinition } from '../../runtime/actor/definition.ts';
import { toyDefinition } from './toy-definition.ts';

/** Toys that cannot bear the messages that a test names. */
export interface TroubledToys {
  readonly definition: ActorDefinition<unknown, unknown>;
  /** The ids of all messages that were decided on, in order, once for each attempt. */
  readonly attempts: readonly string[];
  /** From now on this message fails. */
  fail(messageId: string, error?: Error): void;
  /** From now on it does not. */
  mend(messageId: string): void;
}

/** Makes them; `onAttempt` may throw too. */
export const createTroubledToys = (
  parts: Parameters<typeof toyDefinition>[0] = {},
  onAttempt: (messageId: string) => void = () => {},
): TroubledToys => {
  const troubles = new Map<string, Error>();
  const attempts: string[] = [];
  const definition = toyDefinition(parts);
  return {
    attempts,
    fail: (messageId, error = new Error('The toy is troubled')) => void troubles.set(messageId, error),
    mend: (messageId) => void troubles.delete(messageId),
    definition: {
      ...definition,
      reactions: definition.reactions.map((reaction) => ({
        ...reaction,
        decide: (data, state, known, message) => {
          attempts.push(message.id);
          onAttempt(message.id);
          const trouble = troubles.get(message.id);
          if (trouble) throw trouble;
          return reaction.decide(data, state, known, message);
        },
      })),
    },
  };
};
