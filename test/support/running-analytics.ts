import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { pino } from 'pino';
import { analyticsService } from '../../actors/analytics/analytics-service.ts';
import { messageId, streamId } from '../../contracts/ids.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import type { journeyEventsV3 } from '../../machines/journey/journey-machine-v3.ts';
import { createEmbeddedBroker } from '../../runtime/broker/embedded-broker.ts';
import { systemClock } from '../../runtime/clock.ts';
import { toWire } from '../../runtime/delivery/wire-message.ts';
import { queueOf, type Service, startService } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import { createMetrics, createRegistry } from '../../runtime/telemetry/metrics.ts';
import { waitFor } from './wait-for.ts';

/** An event as its source sent it. */
export interface SentEvent {
  readonly id: string;
  readonly message: (typeof journeyEventsV3)[number];
  /** RFC 3339. */
  readonly time: string;
  readonly version: number;
  readonly data: object;
}

/** The analytics service behind an embedded broker. */
export interface RunningAnalytics {
  readonly service: Service;
  /** Delivers events in this order; resolves when all of them are in the log. */
  tell(events: readonly SentEvent[]): Promise<void>;
  /** Resolves when everything in the log is projected. */
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** Starts analytics on a migrated database, which stays the caller's. */
export const runAnalytics = async (database: Database): Promise<RunningAnalytics> => {
  const definition = analyticsService();
  const broker = createEmbeddedBroker({ topology: [queueOf(definition)], clock: systemClock });
  const service = await startService({
    definition,
    messageTypes,
    database,
    broker,
    clock: systemClock,
    logger: pino({ level: 'silent' }),
    metrics: createMetrics(createRegistry(), definition.name),
    batchSize: 50,
    prefetch: 100,
    inboxRetentionHours: 24,
  });
  return {
    service,
    tell: async (events) => {
      const results = await broker.publish(events.map(wireOf));
      const lost = results.filter(({ confirmed }) => !confirmed);
      if (lost.length > 0) throw new Error(`${lost.length} events were not taken`);
    },
    caughtUp: async () => {
      await waitFor('the projection of the whole log', async () => {
        const { rows } = await sql`select 1 from analytics.events
          where (transaction_id, position) > (select transaction_id, position from analytics.checkpoints
            where projection = 'business-figures')
            or not exists (select from analytics.checkpoints where projection = 'business-figures') limit 1`.execute(
          database,
        );
        return rows.length === 0;
      });
    },
    close: async () => {
      await service.close();
      await broker.close();
    },
  };
};

/** An event with an id of its own, told as version `version` of its stream. */
export const sentEvent = (
  message: SentEvent['message'],
  at: number,
  data: object,
  version = 1,
): SentEvent => ({
  id: randomUUID(),
  message,
  time: new Date(at).toISOString(),
  version,
  data,
});

const wireOf = ({ id, message, time, version, data }: SentEvent) =>
  toWire(
    {
      id: messageId(id),
      type: message.type,
      schemaVersion: message.schemaVersion,
      source: message.owner,
      subject: streamId('test', id),
      subjectVersion: version,
      time,
      correlationId: id,
      causationId: id,
      traceparent: '',
      data,
    },
    'event',
  );
