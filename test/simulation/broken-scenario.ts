import type { Scenario } from '../../simulation/world/scenario.ts';
import { parcelLocker as sound } from './parcel-locker.ts';

/** A run of it breaks the simulation at its end, hangs there, or ends well: its seed decides. */
export const brokenScenario: Scenario = {
  ...sound,
  begin: (world) => ({
    ...sound.begin(world),
    check: () => {
      const happening = world.random.fork('happening').pick(['breaks', 'hangs', 'ends']);
      if (happening === 'hangs') return new Promise(() => {});
      return happening === 'ends' ? Promise.resolve([]) : Promise.reject(new Error('It breaks'));
    },
  }),
};
