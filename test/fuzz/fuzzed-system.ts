import { sql } from 'kysely';
import { pino } from 'pino';
import { addInventoryRoutes } from '../../actors/inventory/inventory-routes.ts';
import { inventoryService } from '../../actors/inventory/inventory-service.ts';
import { addOrderRoutes } from '../../actors/order/order-routes.ts';
import { orderService } from '../../actors/order/order-service.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import type { WireMessage } from '../../runtime/broker/broker.ts';
import { createEmbeddedBroker } from '../../runtime/broker/embedded-broker.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';
import { createMemoryCache } from '../../runtime/cache/memory-cache.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createHttpServer } from '../../runtime/http/create-http-server.ts';
import { addDeadLetterRoutes } from '../../runtime/http/dead-letter-routes.ts';
import { admitOperators } from '../../runtime/http/operator.ts';
import { queueOf, startService } from '../../runtime/service.ts';
import { createMetrics, createRegistry } from '../../runtime/telemetry/metrics.ts';
import { newPGlite } from '../support/new-pglite.ts';
import { release } from './release.ts';

/** A request as it comes off the wire. */
export interface FuzzedRequest {
  readonly method: 'GET' | 'POST' | 'PUT';
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** What came back. */
export interface FuzzedAnswer {
  readonly status: number;
  readonly contentType: string;
  readonly text: string;
}

/** Orders and products in this process, reached below the socket. */
export interface FuzzedSystem {
  send(request: FuzzedRequest): Promise<FuzzedAnswer>;
  /** Resolves when every queue that the message is bound to has handled it. */
  publish(message: WireMessage): Promise<boolean>;
  /** Rows that commands over HTTP and what they set off have left. */
  stored(): Promise<number>;
  /** The id of a dead letter; one is made when there is none. */
  deadLetter(): Promise<string>;
  close(): Promise<void>;
}

/** Starts it on a database of its own. Nobody but it takes part, so that nothing moves between two requests. */
export const startFuzzedSystem = async (): Promise<FuzzedSystem> => {
  const clock = systemClock;
  const database = await newPGlite();
  const definitions = [orderService(() => true), inventoryService()];
  const broker = createEmbeddedBroker({ topology: definitions.map(queueOf), clock });
  const logger = pino({ level: 'silent' });
  const registry = createRegistry();
  const services = await Promise.all(
    definitions.map((definition) =>
      startService({
        definition,
        messageTypes,
        database,
        broker,
        clock,
        logger,
        metrics: createMetrics(registry, definition.name),
        batchSize: 50,
        prefetch: 100,
        inboxRetentionHours: 24,
        alone: true,
        // What fails is a dead letter at once: a retry would come between two requests.
        policyOf: () => ({ attempts: 1, firstDelayMs: 1, maximumDelayMs: 1 }),
      }),
    ),
  );
  const server = await createHttpServer({
    logger,
    clock,
    registry,
    title: 'Fuzzed',
    version: '0.0.0',
    requestTimeoutMs: 10_000,
    readiness: async () => ({}),
  });
  admitOperators(server, { operatorTokens: undefined, host: '127.0.0.1' });
  for (const service of services)
    if (service.name === 'order') addOrderRoutes(server, service);
    else addInventoryRoutes(server, service, createMemoryCache(clock));
  addDeadLetterRoutes(server, services);
  await server.ready();

  return {
    send: async ({ method, path, headers, body }) => {
      const answer = await server.inject({
        method,
        url: path,
        headers: { host: 'localhost', ...headers },
        ...(body !== undefined && { payload: body }),
      });
      return {
        status: answer.statusCode,
        contentType: String(answer.headers['content-type'] ?? ''),
        text: answer.payload,
      };
    },
    publish: async (message) => (await broker.publish([message]))[0]?.confirmed ?? false,
    stored: async () => {
      const { rows } = await sql<{ count: number }>`select
        (select count(*) from ${sql.table('order.actors')} where category = 'order')
        + (select count(*) from inventory.events where stream_id like 'product-%')
        + (select count(*) from ${sql.table('order.inbox')} where message_id like 'http/%')
        + (select count(*) from inventory.inbox where message_id like 'http/%')
        + (select count(*) from inventory.held_message_actions) as count`.execute(database);
      return Number(rows[0]?.count);
    },
    deadLetter: async () => {
      const find = async () => {
        const { rows } = await sql<{ id: number }>`select id from inventory.held_messages
          where state = 'dead' order by id desc limit 1`.execute(database);
        return rows[0]?.id;
      };
      if ((await find()) === undefined) {
        const { headers } = inBinaryMode(release.content);
        await broker.publish([{ ...release, content: { headers, body: Buffer.from('{}') } }]);
      }
      return `inventory-${await find()}`;
    },
    close: async () => {
      await server.close();
      await Promise.all(services.map((service) => service.close()));
      await broker.close();
      await database.destroy();
    },
  };
};
