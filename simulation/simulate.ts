import { queueOf } from '../runtime/service.ts';
import type { Sandbox } from './sandbox.ts';
import { announceReachable } from './world/announce-reachable.ts';
import { createClient } from './world/client.ts';
import { type Coverage, emptyCoverage } from './world/coverage.ts';
import { createDueRows } from './world/due-rows.ts';
import { withFailingHandlers } from './world/failing-handlers.ts';
import { createIncarnation } from './world/incarnation.ts';
import { createRandom } from './world/random.ts';
import type { Run, Scenario, Stage } from './world/scenario.ts';
import { createSimulatedBroker } from './world/simulated-broker.ts';
import { createSimulatedProcess, type SimulatedProcess } from './world/simulated-process.ts';
import { planStorms } from './world/storms.ts';
import { tellStory } from './world/tell-story.ts';
import { createTrace } from './world/trace.ts';
import { createVirtualTime, settled } from './world/virtual-time.ts';
import { fairWeather, type Weather, weatherOf } from './world/weather.ts';
import type { World } from './world/world.ts';

/** What one run came to. */
export interface Result {
  readonly seed: string;
  /** What was wrong, one line each: nothing when all is well. */
  readonly violations: readonly string[];
  /** The story, line by line. */
  readonly story: readonly string[];
  /** SHA-256 of the story. */
  readonly hash: string;
  readonly coverage: Coverage;
  /** Milliseconds that passed in the run. */
  readonly virtualMs: number;
  readonly steps: number;
}

const start = Date.UTC(2026, 0, 1);
const day = 86_400_000;
/** Whoever has not come to rest so long after the last fault never will: 14 days for a parcel, 30 for its return. */
const patienceMs = 45.5 * day;
/** A run that needs more is going round in circles: most take 1,000, one that fails on and on for weeks 30,000. */
const mostSteps = 150_000;
/** A projection rests for a second, and then looks within half a second. */
const catchUpMs = 1_600;

/**
 * Runs `scenario` once as `seed` decides: services on the production runtime, in a world of virtual time with faults.
 * The same seed gives the same story, byte for byte. `weather` replaces the faults of the seed.
 */
export const simulate = async (
  scenario: Scenario,
  seed: string,
  sandbox: Sandbox,
  weather?: Partial<Weather>,
): Promise<Result> => {
  await sandbox.clear();
  const random = createRandom(seed);
  const { database } = sandbox;
  const violations: string[] = [];
  const touched = new Set<string>();
  const dueRows = createDueRows(database, () => time.now());
  const time = createVirtualTime(start, dueRows.dueAt);
  const trace = createTrace(start, time.now);
  const world: World = {
    time,
    random,
    trace,
    coverage: emptyCoverage(),
    weather: { ...weatherOf(random.fork('weather')), ...weather },
    topology: [],
    violation: (what) => {
      violations.push(what);
      trace.add('VIOLATION', what);
    },
    wrote: (service) => {
      dueRows.wrote(service);
      touched.add(service);
    },
  };
  const onRejection = (reason: unknown): void =>
    world.violation(`nobody catches ${reason instanceof Error ? reason.stack : String(reason)}`);
  process.on('unhandledRejection', onRejection);
  let steps = 0;
  try {
    const run = scenario.begin(world);
    // Only read: what it is given goes nowhere.
    const definitions = run.services(createIncarnation('nobody', 'nobody', world));
    announceReachable(world.coverage, definitions);
    const topology = definitions.map(queueOf);
    const stormy: World = { ...world, topology };
    const processes = createProcesses(
      stormy,
      scenario,
      run,
      sandbox,
      definitions.map(({ name }) => name),
    );
    const { broker } = processes;

    const step = async (until: number): Promise<boolean> => {
      if (violations.length > 0) return false;
      steps += 1;
      if (steps > mostSteps) world.violation(`${mostSteps} steps and no end`);
      const moved = await time.step(until);
      const services = [...touched];
      touched.clear();
      for (const service of services)
        for (const problem of (await run.look?.(service, database)) ?? []) world.violation(problem);
      return moved;
    };
    const runUntil = async (until: number): Promise<void> => {
      while (await step(until));
    };

    const moments: number[] = [];
    const stage: Stage = {
      random: random.fork('stage'),
      database,
      client: createClient(stormy, processes.all),
      after: (milliseconds, act) => {
        moments.push(time.now() - start + milliseconds);
        time.schedule(milliseconds, () => void act());
      },
    };
    for (const each of processes.all) each.start();
    run.play(stage);
    await settled();
    await runUntil(start + planStorms(stormy, processes.all, broker, moments));

    trace.add('world', 'the faults are over');
    Object.assign(world.weather, fairWeather);
    for (const each of processes.all) each.incarnation()?.crashAt(undefined);
    for (let goesOn = true; goesOn && violations.length === 0; ) {
      await runUntil(time.now() + patienceMs);
      goesOn = (await run.goOn?.(stage)) ?? false;
      if (!goesOn && !(broker.isEmpty() && stage.client.isIdle())) world.violation('it never comes to rest');
    }
    for (const { name } of definitions) time.lookOften(catchUpMs, name);
    await runUntil(time.now() + catchUpMs);
    if (violations.length === 0)
      for (const problem of (await run.check?.(database)) ?? []) world.violation(problem);

    for (const each of processes.all) each.end();
    await settled();
    for (const definition of definitions) await tellStory(stormy, database, definition);
  } finally {
    process.off('unhandledRejection', onRejection);
  }
  return {
    seed,
    violations,
    story: trace.lines(),
    hash: trace.hash(),
    coverage: world.coverage,
    virtualMs: time.now() - start,
    steps,
  };
};

/** A process for each service, in some runs two, and the broker between them. */
const createProcesses = (
  world: World,
  scenario: Scenario,
  run: Run,
  sandbox: Sandbox,
  services: readonly string[],
): {
  readonly all: readonly SimulatedProcess[];
  readonly broker: ReturnType<typeof createSimulatedBroker>;
} => {
  const broker = createSimulatedBroker(world);
  const random = world.random.fork('processes');
  const all = services.flatMap((service) => {
    const several = random.chance(0.2);
    const alone = !several && random.chance(0.5);
    return (several ? [service, `${service}-2`] : [service]).map((name) =>
      createSimulatedProcess({
        world,
        service,
        name,
        alone,
        broker,
        dialect: sandbox.dialect,
        session: sandbox.session,
        messageTypes: scenario.messageTypes,
        definitionFor: (incarnation) => {
          const definition = run.services(incarnation).find((each) => each.name === service);
          if (!definition) throw new Error(`The scenario has no service ${service} any more`);
          return withFailingHandlers(world, definition);
        },
      }),
    );
  });
  return { all, broker };
};
