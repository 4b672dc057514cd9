import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import type { Envelope } from '../../contracts/envelope.ts';
import { messageId, type StreamId, streamId } from '../../contracts/ids.ts';
import type { DataOf, MessageType } from '../../contracts/message-type.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import { topState } from '../../runtime/actor/step.ts';
import { createEmbeddedBroker } from '../../runtime/broker/embedded-broker.ts';
import { type Clock, systemClock } from '../../runtime/clock.ts';
import { createSchemaCheck } from '../../runtime/delivery/schema-check.ts';
import { fromWire, toWire } from '../../runtime/delivery/wire-message.ts';
import { queueOf, type Service, type ServiceDefinition, startService } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import { createMetrics, createRegistry } from '../../runtime/telemetry/metrics.ts';
import { waitFor } from './wait-for.ts';

/** One service behind an embedded broker, as the other services see it. */
export interface RunningService {
  readonly service: Service;
  /** Sends a message as another service would; resolves when it is handled. The same `id` is the same message. */
  send<Message extends MessageType>(message: Message, data: DataOf<Message>, id?: string): Promise<void>;
  /** The events that it has published, in the order of their arrival. */
  readonly published: readonly Envelope[];
  /** Resolves when the actor is in this top-level state. */
  reaches(stream: StreamId, state: string): Promise<void>;
  close(): Promise<void>;
}

/** Starts a service on a migrated database, which stays the caller's. */
export const runService = async (
  definition: ServiceDefinition,
  database: Database,
  clock: Clock = systemClock,
): Promise<RunningService> => {
  const own = [...messageTypes.values()].filter((message) => message.owner === definition.name);
  const events = own.filter((message) => message.kind === 'event').map((message) => message.type);
  const topology = [queueOf(definition), { queue: 'listener', commands: [], events }];
  const broker = createEmbeddedBroker({ topology, clock });
  const published: Envelope[] = [];
  const check = createSchemaCheck();
  await broker.subscribe('listener', 1_000, (delivery) => {
    published.push(fromWire(delivery.content, messageTypes, check));
    delivery.ack();
  });
  const service = await startService({
    definition,
    messageTypes,
    database,
    broker,
    clock,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(createRegistry(), definition.name),
    batchSize: 50,
    prefetch: 100,
    inboxRetentionHours: 24,
  });
  return {
    service,
    published,
    send: async (message, data, id = randomUUID()) => {
      const envelope: Envelope = {
        id: messageId(id),
        type: message.type,
        schemaVersion: message.schemaVersion,
        source: 'test',
        subject: streamId('order', id),
        subjectVersion: 1,
        time: new Date(clock.now()).toISOString(),
        correlationId: id,
        causationId: id,
        traceparent: '',
        data,
      };
      const [result] = await broker.publish([
        toWire(envelope, message.kind === 'command' ? 'command' : 'event'),
      ]);
      if (!result?.confirmed) throw new Error(`${message.type} was not taken`);
    },
    reaches: async (stream, state) => {
      await waitFor(`${stream} in ${state}`, async () => {
        const actor = await service.read(stream);
        return actor !== undefined && topState(actor) === state;
      });
    },
    close: async () => {
      await service.close();
      await broker.close();
    },
  };
};
