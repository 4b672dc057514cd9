import { pino } from 'pino';
import type { DataOf, MessageType } from '../../contracts/message-type.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import type { ActorDefinition } from '../../runtime/actor/definition.ts';
import type { Outcome } from '../../runtime/actor/intake.ts';
import type { Broker, WireMessage } from '../../runtime/broker/broker.ts';
import { createEmbeddedBroker } from '../../runtime/broker/embedded-broker.ts';
import type { Clock } from '../../runtime/clock.ts';
import { type DeliveryPolicy, defaultDeliveryPolicy } from '../../runtime/delivery/delivery-policy.ts';
import { toWire } from '../../runtime/delivery/wire-message.ts';
import type { Projection } from '../../runtime/projection/projection.ts';
import { queueOf, type Service, type Submission, startService } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import { createMetrics, createRegistry } from '../../runtime/telemetry/metrics.ts';
import { createHurriedClock } from './hurried-clock.ts';
import { toyDefinition, toyMessageTypes, toyStream } from './toy-definition.ts';
import { toyMessage } from './toy-message.ts';

/** A service of toys on a migrated database, and what went through its broker. */
export interface ToyService {
  readonly service: Service;
  /** Every publish that the broker was asked for, in order, its own deliveries included. */
  readonly published: readonly WireMessage[];
  /** Hands a message to the mailbox; resolves when its outcome is durable. */
  submit<Message extends MessageType>(
    message: Message,
    data: DataOf<Message>,
    id?: string,
    more?: Partial<Submission>,
  ): Promise<Outcome>;
  /** Sends a message through the broker; resolves when the service has acknowledged it. */
  send<Message extends MessageType>(message: Message, data: DataOf<Message>, id?: string): Promise<void>;
  read(id: string): Promise<ActorState | undefined>;
  close(): Promise<void>;
}

/** What a test may set. */
export interface ToyServiceOptions {
  readonly clock?: Clock;
  readonly definition?: ActorDefinition<unknown, unknown>;
  readonly projections?: readonly Projection[];
  readonly policyOf?: (messageType: string) => DeliveryPolicy;
  /** What stands between the service and its broker. */
  readonly around?: (broker: Broker) => Broker;
}

const running = new Set<() => Promise<void>>();

/** Ends what tests that failed have left running, so that their file ends. */
export const closeToyServices = async (): Promise<void> => {
  await Promise.all([...running].map((close) => close()));
};

/** Starts one. It shares nothing but the database with another one. */
export const startToyService = async (
  database: Database,
  {
    clock = createHurriedClock(),
    definition = toyDefinition(),
    projections = [],
    policyOf = () => defaultDeliveryPolicy,
    around,
  }: ToyServiceOptions = {},
): Promise<ToyService> => {
  const toys = { name: 'order', actors: [definition], projections };
  const broker = createEmbeddedBroker({ topology: [queueOf(toys)], clock });
  const published: WireMessage[] = [];
  const recording: Broker = {
    ...broker,
    publish: (messages) => {
      published.push(...messages);
      return broker.publish(messages);
    },
  };
  const service = await startService({
    definition: toys,
    messageTypes: toyMessageTypes,
    database,
    broker: around?.(recording) ?? recording,
    clock,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(createRegistry(), 'order'),
    batchSize: 50,
    prefetch: 100,
    inboxRetentionHours: 24,
    policyOf,
  });
  const close = async (): Promise<void> => {
    running.delete(close);
    await service.close();
    await broker.close();
  };
  running.add(close);
  return {
    service,
    published,
    submit: (message, data, id, more) =>
      service.submit({ message: toyMessage(message, data, id), recorded: true, ...more }),
    send: async (message, data, id) => {
      const kind = message.kind === 'command' ? 'command' : 'event';
      const [result] = await broker.publish([toWire(toyMessage(message, data, id), kind)]);
      if (!result?.confirmed) throw new Error(`${message.type} was not taken`);
    },
    read: (id) => service.read(toyStream(id)),
    close,
  };
};
