import type { StreamId } from '../../contracts/ids.ts';
import { groupBy } from '../group-by.ts';
import type { ActorDefinition } from './definition.ts';
import type { LoadedActor } from './group.ts';
import type { Intake } from './intake.ts';
import type { RecentActors } from './recent-actors.ts';
import { initialState } from './replay.ts';

/**
 * The actors of a batch as they most likely are: where this process left them, or not there yet when the first message
 * is one that begins them. What comes of a guess must be committed, or decided again on what is loaded: the commit
 * alone finds out that a guess was wrong.
 */
export const guessActors = (
  recent: RecentActors,
  definitionOf: (streamId: StreamId) => ActorDefinition<unknown, unknown>,
  batch: readonly Intake[],
): ReadonlyMap<StreamId, LoadedActor> => {
  const guessed = new Map<StreamId, LoadedActor>();
  for (const [streamId, intakes] of groupBy(batch, (intake) => intake.streamId)) {
    const known = recent.of(streamId, intakes);
    const definition = definitionOf(streamId);
    if (known) guessed.set(streamId, { before: known.state, revision: known.revision, held: [] });
    else if (intakes[0] && begins(definition, intakes[0]))
      guessed.set(streamId, { before: initialState(definition, streamId), revision: 0, held: [] });
  }
  return guessed;
};

const begins = (definition: ActorDefinition<unknown, unknown>, intake: Intake): boolean => {
  const { message, held, timer, activityId, migration } = intake;
  if (held || timer || activityId !== undefined || migration) return false;
  return definition.reactions.some((each) => each.creates && each.message.type === message.type);
};
