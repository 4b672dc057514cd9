import { crashPoints } from '../../runtime/crash-points.ts';
import type { SimulatedBroker } from './simulated-broker.ts';
import type { SimulatedProcess } from './simulated-process.ts';
import type { World } from './world.ts';

/** No run rebuilds a read model. */
const places = crashPoints.filter((point) => !point.endsWith('-switch'));

/**
 * Plans crashes, stops and losses of the broker, most of them around the `moments` (milliseconds from now) at which
 * something is done. The faults are over at the end that is returned, in milliseconds from now.
 */
export const planStorms = (
  world: World,
  processes: readonly SimulatedProcess[],
  broker: SimulatedBroker,
  moments: readonly number[],
): number => {
  const { weather, time } = world;
  const random = world.random.fork('storms');
  let end = Math.max(0, ...moments);

  const plan = (times: number, act: (process: SimulatedProcess) => void): void => {
    for (let nth = 0; nth < times; nth += 1) {
      const at = random.pick([0, ...moments]) + random.magnitude(1, 1_800_000);
      end = Math.max(end, at);
      const process = random.pick(processes);
      time.schedule(at, () => act(process));
    }
  };

  plan(weather.crashes, (process) => {
    const place = random.chance(0.5) ? random.pick(places) : random.magnitude(1, 200);
    process.incarnation()?.crashAt(place);
  });
  plan(weather.stops, (process) => process.stop());
  plan(weather.disconnects, (process) => {
    const incarnation = process.incarnation();
    if (incarnation) broker.disconnect(incarnation, random.magnitude(10, 600_000));
  });
  return end;
};
