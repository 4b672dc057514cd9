import { cover } from './coverage.ts';
import type { Random } from './random.ts';
import type { World } from './world.ts';

/** The ways of messages between processes and the broker: they take time, and some arrive twice. */
export interface MessageWays {
  toBroker(arrive: () => void): void;
  toProcess(arrive: () => void): void;
  /** Within the broker: with disorder each message has a time of its own, otherwise none overtakes another. */
  toQueue(queue: string, messageId: string, arrive: () => void): void;
  areEmpty(): boolean;
}

/** Makes those of a run. */
export const createMessageWays = (world: World, random: Random): MessageWays => {
  const { time, weather, coverage, trace } = world;
  let underWay = 0;
  const lastArrivals = new Map<string, number>();

  const after = (milliseconds: number, arrive: () => void): void => {
    underWay += 1;
    time.schedule(milliseconds, () => {
      underWay -= 1;
      arrive();
    });
  };

  const duration = (): number => {
    if (!random.chance(weather.slowMessage)) return random.between(0, weather.messageMs);
    cover(coverage, 'fault', 'slow message');
    return random.magnitude(1, weather.slowMessageMs);
  };

  const toQueue = (queue: string, arrive: () => void): void => {
    const alone = time.now() + duration();
    const behind = Math.max(alone, lastArrivals.get(queue) ?? 0);
    if (weather.disorder && alone < behind) cover(coverage, 'fault', 'message overtaken');
    lastArrivals.set(queue, behind);
    after((weather.disorder ? alone : behind) - time.now(), arrive);
  };

  return {
    toBroker: (arrive) => after(duration(), arrive),
    toProcess: (arrive) => after(duration(), arrive),
    toQueue: (queue, messageId, arrive) => {
      toQueue(queue, arrive);
      if (!random.chance(weather.duplicate)) return;
      cover(coverage, 'fault', 'duplicate');
      trace.add('broker', `has ${messageId} twice`);
      toQueue(queue, arrive);
    },
    areEmpty: () => underWay === 0,
  };
};
