import type { Dialect, Driver } from 'kysely';
import { pino } from 'pino';
import type { MessageType } from '../../contracts/message-type.ts';
import { type Service, type ServiceDefinition, startService } from '../../runtime/service.ts';
import { cover } from './coverage.ts';
import { createIncarnation, type Incarnation } from './incarnation.ts';
import { incarnationClock } from './incarnation-clock.ts';
import { incarnationDatabase } from './incarnation-database.ts';
import { quietMetrics } from './quiet-metrics.ts';
import type { SimulatedBroker } from './simulated-broker.ts';
import type { World } from './world.ts';

/** A process of one service that is started again whenever it ends. */
export interface SimulatedProcess {
  /** The service's. */
  readonly name: string;
  /** Undefined while it is down or starting. */
  running(): { readonly incarnation: Incarnation; readonly service: Service } | undefined;
  /** What lives now, perhaps still starting. */
  incarnation(): Incarnation | undefined;
  start(): void;
  /** Lets it stop as it does on a signal, and starts it again. */
  stop(): void;
  /** Ends it for good. */
  end(): void;
}

/** What a process is made of. */
export interface ProcessOptions {
  readonly world: World;
  readonly service: string;
  /** Such as `order-2`. */
  readonly name: string;
  /** It is the only process of its service. */
  readonly alone: boolean;
  readonly broker: SimulatedBroker;
  readonly dialect: Dialect;
  readonly session: Driver;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  readonly definitionFor: (incarnation: Incarnation) => ServiceDefinition;
}

/** While something fails, pauses are as long as those between looks: none is put off until they are over. */
const faultMs = 1_200;
/** No id is forgotten in a run: the end of it asks whether every message arrived. */
const inboxRetentionHours = 24 * 365;

/** Makes one; it does not run before it is started. */
export const createSimulatedProcess = (options: ProcessOptions): SimulatedProcess => {
  const { world, service: schema, name, broker } = options;
  const { time, trace, coverage } = world;
  const random = world.random.fork(`life of ${name}`);
  let incarnation: Incarnation | undefined;
  let service: Service | undefined;
  let over = false;

  const onProblem = (line: string): void => {
    time.lookOften(faultMs, schema);
    const { msg, err, reason }: { msg: string; err?: { message: string }; reason?: string } =
      JSON.parse(line);
    trace.add(name, `says: ${msg}: ${err?.message ?? reason ?? ''}`);
  };

  const startAgain = (milliseconds: number): void => {
    service = undefined;
    incarnation = undefined;
    if (!over) time.schedule(milliseconds, start);
  };

  const start = (): void => {
    const life = createIncarnation(name, schema, world);
    incarnation = life;
    life.onDeath(() => startAgain(random.magnitude(20, 900_000)));
    trace.add(name, 'starts');
    const starting = life.run(() =>
      startService({
        definition: options.definitionFor(life),
        messageTypes: options.messageTypes,
        database: incarnationDatabase(world, life, options.dialect, options.session),
        broker: broker.connect(life),
        clock: incarnationClock(time, life),
        logger: pino({ level: 'warn', base: null, timestamp: false }, { write: onProblem }),
        metrics: quietMetrics,
        batchSize: 50,
        prefetch: 100,
        inboxRetentionHours,
        alone: options.alone,
      }),
    );
    starting.then(
      (started) => {
        if (!life.isDead()) service = started;
      },
      (error: unknown) => world.violation(`${name} does not start: ${String(error)}`),
    );
  };

  return {
    name: schema,
    running: () => (incarnation && service ? { incarnation, service } : undefined),
    incarnation: () => incarnation,
    start,
    stop: () => {
      const life = incarnation;
      const stopping = service;
      if (!life || !stopping) return;
      trace.add(name, 'is told to stop');
      cover(coverage, 'fault', 'stop');
      service = undefined;
      life
        .run(() => stopping.close())
        .then(
          () => !life.isDead() && life.end(),
          (error: unknown) => world.violation(`${name} does not stop: ${String(error)}`),
        );
    },
    end: () => {
      over = true;
      incarnation?.end();
    },
  };
};
