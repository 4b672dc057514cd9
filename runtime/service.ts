import type { StreamId } from '../contracts/ids.ts';
import type { MessageType } from '../contracts/message-type.ts';
import type { ActorState } from './actor/actor-state.ts';
import type { CommittedBatch } from './actor/commit-groups.ts';
import type { ActorDefinition } from './actor/definition.ts';
import type { Intake, Outcome } from './actor/intake.ts';
import { readActor } from './actor/load-state.ts';
import type { MachineMigration } from './actor/machine-migration.ts';
import { createMailbox } from './actor/mailbox.ts';
import { migrationMessage } from './actor/migration-message.ts';
import { type PipelineOptions, processBatch } from './actor/pipeline.ts';
import { createRecentActors } from './actor/recent-actors.ts';
import { createStreamWatch, type StreamWatch } from './actor/stream-watch.ts';
import type { Broker, QueueTopology } from './broker/broker.ts';
import type { Clock } from './clock.ts';
import { startActivityRunner } from './delivery/activity-runner.ts';
import { createBackPressure, defaultOutboxLimit } from './delivery/back-pressure.ts';
import { startBrokerDeadLetters } from './delivery/broker-dead-letters.ts';
import { startConsumer } from './delivery/consumer.ts';
import { type DeliveryPolicy, defaultDeliveryPolicy } from './delivery/delivery-policy.ts';
import { heldOutcome, heldTimer, readHeld } from './delivery/held-form.ts';
import { startRelay } from './delivery/relay.ts';
import { startRetryScheduler } from './delivery/retry-scheduler.ts';
import { createSchemaCheck } from './delivery/schema-check.ts';
import { createSetAside } from './delivery/set-aside.ts';
import { startTimerScheduler } from './delivery/timer-scheduler.ts';
import { createDirectory } from './directory.ts';
import { startHousekeeping } from './housekeeping.ts';
import type { Projection } from './projection/projection.ts';
import { startProjector } from './projection/projector.ts';
import { requestedActivities } from './store/activities.ts';
import type { Database } from './store/database.ts';
import type { Logger } from './telemetry/logger.ts';
import type { Metrics } from './telemetry/metrics.ts';
import { createObserver } from './telemetry/observer.ts';

/** A service: its actors and read models. Its name is that of its schema and its queue. */
export interface ServiceDefinition {
  readonly name: string;
  readonly actors: readonly ActorDefinition<unknown, unknown>[];
  readonly projections: readonly Projection[];
  /** Milliseconds between two batches of messages, where nobody waits for what becomes of them; default 0. */
  readonly restMs?: number;
}

/** What a service runs on. */
export interface ServiceOptions {
  readonly definition: ServiceDefinition;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  /** For messages and what becomes of them: short transactions, which must not wait for anybody else's long ones. */
  readonly database: Database;
  /** For who asks over HTTP and for what may take long; `database` when it is not given. */
  readonly readers?: Database;
  readonly broker: Broker;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly batchSize: number;
  readonly prefetch: number;
  readonly inboxRetentionHours: number;
  /** Messages that may wait to be published before commands that may begin an actor are refused; default 50,000. */
  readonly outboxLimit?: number;
  /** No other process works on this database, so what the last one had in hand is taken up at once. */
  readonly alone?: boolean;
  /** How often and how patiently messages of a type are tried; `defaultDeliveryPolicy` when it is not given. */
  readonly policyOf?: (messageType: string) => DeliveryPolicy;
}

/** A command from outside the broker. `recorded` keeps its id, so that a repeat is answered and not done again. */
export type Submission = Pick<Intake, 'message' | 'recorded' | 'fingerprint' | 'answer'>;

/** A running service, as its HTTP routes see it. */
export interface Service {
  readonly name: string;
  /** That of its readers. */
  readonly database: Database;
  readonly clock: Clock;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  readonly watch: StreamWatch['watch'];
  /**
   * Takes a command; resolves when what became of it is durable. @throws what the message alone failed with, and
   * Transient `outbox/full` when it would begin an actor while too much waits to be published.
   */
  submit(submission: Submission): Promise<Outcome>;
  /** The actor as it is now, read from its own row; undefined when it does not exist. */
  read(streamId: StreamId): Promise<ActorState | undefined>;
  /** @throws Poison `actor/unknown-category` */
  definitionOf(streamId: StreamId): ActorDefinition<unknown, unknown>;
  readonly actors: readonly ActorDefinition<unknown, unknown>[];
  readonly projections: readonly Projection[];
  /** Moves an actor to another version of its machine, as one of its steps; resolves when it is durable. */
  migrate(streamId: StreamId, migration: MachineMigration): Promise<Outcome>;
  /** Looks for held messages that are due now instead of at the next look. */
  wakeRetries(): void;
  close(): Promise<void>;
}

/** What the broker must route to a service. */
export const queueOf = (definition: ServiceDefinition): QueueTopology => {
  const messages = definition.actors.flatMap((actor) => actor.reactions.map((reaction) => reaction.message));
  const typesOf = (kind: MessageType['kind']) =>
    messages.filter((message) => message.kind === kind).map((message) => message.type);
  return { queue: definition.name, commands: typesOf('command'), events: typesOf('event') };
};

/** How long a stopping service tries to commit what it has taken, in milliseconds. */
const commitWithinMs = 4_000;

/** Starts a service: everything that moves its messages. */
export const startService = async (options: ServiceOptions): Promise<Service> => {
  const { definition, messageTypes, database, readers = database, broker, clock, logger, metrics } = options;
  const schema = definition.name;
  const directory = createDirectory(definition);
  const observer = createObserver({ logger, metrics, definitionOf: directory.definitionOf });
  const streams = createStreamWatch();
  const stopping = new AbortController();
  const onFault = (error: unknown) => logger.warn({ err: error }, 'a fault is waited out');

  const onCommitted = (batch: CommittedBatch): void => {
    relay.publish(batch.outbox);
    for (const commit of batch.commits) {
      activities.run(requestedActivities(commit));
      observer.committed(commit);
      streams.notify(commit.after);
    }
    for (const projector of projectors) projector.wake();
    if (batch.commits.some((commit) => commit.holds.length > 0 || commit.released.length > 0)) retries.wake();
  };

  const pipeline: PipelineOptions = {
    service: schema,
    database,
    clock,
    messageTypes,
    definitionOf: directory.definitionOf,
    policyOf: options.policyOf ?? (() => defaultDeliveryPolicy),
    recent: createRecentActors(),
    onCommitted,
    onFault,
    onBatch: observer.batch,
  };
  const { batchSize } = options;
  const mailbox = createMailbox({ batchSize, restMs: definition.restMs ?? 0, clock }, (batch) =>
    processBatch(pipeline, batch, stopping.signal),
  );

  const take = async (
    intake: Pick<Intake, 'message' | 'streamId' | 'recorded'> & Partial<Intake>,
  ): Promise<Outcome> => {
    // Asked before it joins a batch, which it would stop: a timer may be left of an actor that is gone.
    const { category } = directory.definitionOf(intake.streamId);
    const outcome = await new Promise<Outcome>((settle, fail) => mailbox.add({ ...intake, settle, fail }));
    metrics.actorStep(category, outcome.kind);
    return outcome;
  };

  const common = { database, schema, clock, messageTypes, onFault };
  const relay = startRelay({ ...common, broker, onDeadLetter: observer.deadLetter });
  const activities = startActivityRunner({
    ...common,
    alone: options.alone ?? false,
    activityOf: directory.activityOf,
    report: async (message, row, last) => {
      const { id: activityId, streamId } = row;
      const heldForm = () => heldOutcome(message, activityId);
      await take({ message, streamId, recorded: true, activityId, heldForm, toldOfFailure: !last });
    },
    onAttempt: metrics.activityAttempt,
  });
  const projectors = definition.projections.map((projection) =>
    startProjector({
      ...common,
      projection,
      onProjected: (lag) => metrics.projectionLag(projection.name, lag),
    }),
  );
  const timers = startTimerScheduler({
    ...common,
    fire: (message, timer) =>
      take({
        message,
        streamId: message.subject,
        recorded: false,
        timer,
        heldForm: () => heldTimer(message, timer),
      }),
    onDue: metrics.timersDue,
  });
  const check = createSchemaCheck();
  const retries = startRetryScheduler({
    ...common,
    read: (row) => readHeld(row, messageTypes, check, directory.subjectOf),
    take,
  });
  const pressure = createBackPressure(options.outboxLimit ?? defaultOutboxLimit);
  const onWaiting = pressure.measured;
  const housekeeping = startHousekeeping({ ...options, ...common, database: readers, onWaiting });
  const setAside = createSetAside({ database, schema, clock, observer, subjectOf: directory.subjectOf });
  const consumed = { broker, queue: schema, prefetch: options.prefetch, clock, setAside, onFault };
  const consumer = await startConsumer({
    ...consumed,
    messageTypes,
    check,
    handle: (message, heldForm) =>
      take({ message, streamId: directory.subjectOf(message), recorded: true, heldForm }),
  });
  const deadLetters = await startBrokerDeadLetters(consumed);

  return {
    name: definition.name,
    database: readers,
    clock,
    messageTypes,
    watch: streams.watch,
    definitionOf: directory.definitionOf,
    actors: definition.actors,
    projections: definition.projections,
    migrate: (streamId, migration) =>
      take({
        streamId,
        recorded: false,
        migration,
        message: migrationMessage(schema, streamId, migration, clock.now()),
      }),
    wakeRetries: () => retries.wake(),
    submit: async (submission) => {
      if (directory.begins(submission.message)) pressure.refuseWhenFull();
      return take({ ...submission, streamId: directory.subjectOf(submission.message) });
    },
    read: (streamId) => readActor(readers, schema, directory.definitionOf, messageTypes, streamId),
    close: async () => {
      // A database that does not come back must not keep the process: what is not committed goes back to the queue.
      const giveUp = clock.schedule(commitWithinMs, () => stopping.abort());
      // At once: one after the other they could take longer than a process that is told to stop has.
      const sources = [
        consumer.stop(),
        deadLetters.stop(),
        timers.close(),
        retries.close(),
        activities.close(),
      ];
      await Promise.all(sources);
      await mailbox.close();
      giveUp();
      stopping.abort();
      const others = [relay, housekeeping, ...projectors];
      await Promise.all(others.map((each) => each.close()));
    },
  };
};
