import { type Population, Populations } from '../../contracts/http/population-http.ts';
import { topState } from '../actor/step.ts';
import type { Chart, ChartState } from '../chart/chart.ts';
import { readChart } from '../chart/read-chart.ts';
import type { Service } from '../service.ts';
import { countStates, type StateCount } from '../store/count-states.ts';
import type { HttpServer } from './http-server.ts';

type Populated = Pick<Service, 'name' | 'database' | 'actors' | 'clock'>;

/** Nothing in this system takes a minute by itself. */
const idleAfterMs = 60_000;
/** Counting reads every actor, so it may take a twentieth of the time, however many there are. */
const restFactor = 20;

/** `GET /machines/population`: how many actors are in each state of each machine version, and which are stuck. */
export const addPopulationRoutes = (server: HttpServer, services: readonly Populated[]): void => {
  const charts = new Map(
    services.flatMap(({ actors }) =>
      actors.flatMap(({ category, machines }) =>
        machines.map((machine) => [`${category}/${machine.version}`, readChart(machine.definition)] as const),
      ),
    ),
  );
  const count = async (): Promise<Populations> => {
    const now = services[0]?.clock.now() ?? 0;
    const counted = await Promise.all(
      services.map(async ({ name, database }) =>
        (await countStates(database, name, now - idleAfterMs)).map((each) =>
          population(name, each, charts.get(`${each.category}/${each.machineVersion}`)),
        ),
      ),
    );
    return { at: new Date(now).toISOString(), states: counted.flat() };
  };
  const counting = atRest(count);

  server.get(
    '/machines/population',
    {
      schema: {
        tags: ['machines'],
        summary: 'How many actors are in each state of each machine version, and which are stuck',
        response: { 200: Populations },
      },
    },
    () => counting(),
  );
};

/** Shares one call among all who ask meanwhile, and its answer until it has rested in proportion. */
const atRest = <Value>(read: () => Promise<Value>): (() => Promise<Value>) => {
  let latest: Promise<Value> | undefined;
  let freshUntil = Infinity;
  return () => {
    if (latest !== undefined && performance.now() < freshUntil) return latest;
    const began = performance.now();
    freshUntil = Infinity;
    const reading = read();
    latest = reading;
    reading.then(
      () => {
        const ended = performance.now();
        freshUntil = ended + (ended - began) * restFactor;
      },
      () => {
        latest = undefined;
      },
    );
    return reading;
  };
};

const population = (service: string, counted: StateCount, chart: Chart | undefined): Population => {
  const { category, machineVersion, oldestAt, idle, actors, state } = counted;
  return {
    service,
    machine: category,
    version: machineVersion,
    state,
    actors,
    oldestAt: oldestAt.toISOString(),
    idle,
    stuck: chart ? stuckIn(chart, counted) : 0,
  };
};

const stuckIn = (chart: Chart, { state, idle, actors }: StateCount): number => {
  const tops = chart.root.states;
  // A machine that calls nothing settled has no end to hurry to.
  if (!tops.some(isSettled)) return 0;
  const top = tops.find(({ name }) => topState({ value: name }) === state);
  if (!top || top.kind === 'final' || isSettled(top)) return 0;
  return top.tags.includes('awaitsPerson') ? actors : idle;
};

const isSettled = ({ tags }: ChartState): boolean => tags.includes('settled');
