import { type Population, Populations } from '../../contracts/http/population-http.ts';
import { topState } from '../actor/step.ts';
import { countStates, type StateCount } from '../projection/count-states.ts';
import { type HastyState, hastyStatesOf, stateKey } from '../projection/hasty-states.ts';
import type { Service } from '../service.ts';
import type { HttpServer } from './http-server.ts';

type Populated = Pick<Service, 'name' | 'database' | 'actors' | 'clock'>;

/** Nothing in this system takes a minute by itself. */
const idleAfterMs = 60_000;

/** `GET /machines/population`: how many actors are in each state of each machine version, and which are stuck. */
export const addPopulationRoutes = (server: HttpServer, services: readonly Populated[]): void => {
  const populated = services.map((service) => {
    const hasty = new Map(hastyStatesOf(service.actors).map((state) => [state.key, state]));
    return { ...service, hasty };
  });
  server.get(
    '/machines/population',
    {
      schema: {
        tags: ['machines'],
        summary: 'How many actors are in each state of each machine version, and which are stuck',
        response: { 200: Populations },
      },
    },
    async (): Promise<Populations> => {
      const now = services[0]?.clock.now() ?? 0;
      const counted = await Promise.all(
        populated.map(async ({ name, database, hasty }) =>
          (await countStates(database, name, [...hasty.keys()], now - idleAfterMs)).map((each) =>
            population(name, each, hasty),
          ),
        ),
      );
      return { at: new Date(now).toISOString(), states: counted.flat() };
    },
  );
};

const population = (
  service: string,
  { category, machineVersion, state, actors, oldestAt, idle }: StateCount,
  hasty: ReadonlyMap<string, HastyState>,
): Population => {
  const toLeave = hasty.get(stateKey(category, machineVersion, state));
  return {
    service,
    machine: category,
    version: machineVersion,
    state: topState({ value: state }),
    actors,
    oldestAt: oldestAt.toISOString(),
    stuck: toLeave ? (toLeave.awaitsPerson ? actors : idle) : 0,
  };
};
