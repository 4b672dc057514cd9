import type { ReplayedOrder, ReplayedStep } from '../../contracts/http/order-http.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import type { Life, LifeStep } from '../../runtime/actor/life-of.ts';

/** The life of an order as clients see it. */
export const replayedOrder = ({ state, steps, differences }: Life): ReplayedOrder => {
  const { version, machineVersion, value, context, done } = state;
  return {
    version,
    machineVersion,
    value,
    context,
    done,
    timers: asTimes(state.timers),
    steps: steps.map(replayedStep),
    differences: [...differences],
  };
};

const replayedStep = ({ event, fact, before, after, emitted, changes }: LifeStep): ReplayedStep => {
  const { type, ...data } = fact;
  const set = Object.entries(after.timers).filter(([timerId, due]) => before.timers[timerId] !== due);
  return {
    version: event.version,
    type,
    data,
    machineVersion: event.machineVersion,
    time: event.time.toISOString(),
    from: before.value,
    to: after.value,
    emitted: [...emitted],
    timersSet: asTimes(Object.fromEntries(set)),
    timersCleared: Object.keys(before.timers).filter((timerId) => !(timerId in after.timers)),
    changes: [...changes],
  };
};

const asTimes = (timers: ActorState['timers']): Record<string, string> =>
  Object.fromEntries(Object.entries(timers).map(([timerId, due]) => [timerId, new Date(due).toISOString()]));
