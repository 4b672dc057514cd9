import type { ServiceDefinition } from '../../runtime/service.ts';
import { cover } from './coverage.ts';
import type { World } from './world.ts';

/** The service with handlers that now and then throw, as those with a defect do: its messages are held and tried again. */
export const withFailingHandlers = (
  { time, random, weather, coverage, trace }: World,
  definition: ServiceDefinition,
): ServiceDefinition => {
  const chance = random.fork(`handlers of ${definition.name} since ${time.now()}`);
  return {
    ...definition,
    actors: definition.actors.map((actor) => ({
      ...actor,
      // Asked anew each time: a release may change them in the middle of a run.
      get machines() {
        return actor.machines;
      },
      reactions: actor.reactions.map((reaction) => ({
        ...reaction,
        decide: (...[data, state, known, message]: Parameters<typeof reaction.decide>) => {
          if (chance.chance(weather.handlerFault)) {
            cover(coverage, 'fault', 'failing handler');
            trace.add(definition.name, `fails to handle ${message.id}`);
            throw new Error('The handler failed');
          }
          return reaction.decide(data, state, known, message);
        },
      })),
    })),
  };
};
