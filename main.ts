// The composition root: the only file that knows everything. `main.ts all` runs the five services in one process,
// `main.ts order` (inventory, payment, notification, analytics) one of them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addAnalyticsRoutes } from './actors/analytics/analytics-routes.ts';
import { analyticsService } from './actors/analytics/analytics-service.ts';
import { addConsoleRoutes } from './actors/analytics/console-routes.ts';
import { createPeers } from './actors/analytics/peers.ts';
import { addInventoryRoutes } from './actors/inventory/inventory-routes.ts';
import { inventoryService } from './actors/inventory/inventory-service.ts';
import { seedCatalogue } from './actors/inventory/seed-catalogue.ts';
import { createFileMailer } from './actors/notification/file-mailer.ts';
import { addNotificationRoutes } from './actors/notification/notification-routes.ts';
import { notificationService } from './actors/notification/notification-service.ts';
import { createSmtpMailer } from './actors/notification/smtp-mailer.ts';
import { addOrderRoutes } from './actors/order/order-routes.ts';
import { orderService } from './actors/order/order-service.ts';
import { createGatewaySimulator } from './actors/payment/gateway-simulator.ts';
import { knownTokens } from './actors/payment/gateway-tokens.ts';
import { addPaymentRoutes } from './actors/payment/payment-routes.ts';
import { paymentService } from './actors/payment/payment-service.ts';
import type { ServiceName } from './contracts/message-type.ts';
import { messageTypes } from './contracts/message-types.ts';
import { migrations } from './migrations/all-migrations.ts';
import { createEmbeddedBroker } from './runtime/broker/embedded-broker.ts';
import { createRabbitMqBroker } from './runtime/broker/rabbitmq-broker.ts';
import type { Cache } from './runtime/cache/cache.ts';
import { createMemoryCache } from './runtime/cache/memory-cache.ts';
import { createRedisCache } from './runtime/cache/redis-cache.ts';
import { systemClock } from './runtime/clock.ts';
import { type Config, readConfig } from './runtime/config.ts';
import { Rejected } from './runtime/errors.ts';
import { createHttpServer } from './runtime/http/create-http-server.ts';
import { addDeadLetterRoutes } from './runtime/http/dead-letter-routes.ts';
import type { HttpServer } from './runtime/http/http-server.ts';
import { addMachineRoutes } from './runtime/http/machine-routes.ts';
import { addMessageRoutes } from './runtime/http/message-routes.ts';
import { addMigrationRoutes } from './runtime/http/migration-routes.ts';
import { admitOperators } from './runtime/http/operator.ts';
import { addPopulationRoutes } from './runtime/http/population-routes.ts';
import { addProjectionRoutes } from './runtime/http/projection-routes.ts';
import { addServiceRoutes } from './runtime/http/service-routes.ts';
import { addVerificationRoutes } from './runtime/http/verification-routes.ts';
import { addWhatIfRoutes } from './runtime/http/what-if-routes.ts';
import { type Running, runUntilSignal } from './runtime/lifecycle.ts';
import { openDatabases } from './runtime/open-databases.ts';
import { queueOf, type Service, type ServiceDefinition, startService } from './runtime/service.ts';
import { answersWithin } from './runtime/store/database.ts';
import { releaseName } from './runtime/store/earlier-releases.ts';
import { migrateWhenReachable } from './runtime/store/migrate.ts';
import { createLogger, type Logger } from './runtime/telemetry/logger.ts';
import { createMetrics, createRegistry } from './runtime/telemetry/metrics.ts';

const ports: Readonly<Record<ServiceName, number>> = {
  order: 3001,
  inventory: 3002,
  payment: 3003,
  notification: 3004,
  analytics: 3005,
};
const usualUrls = Object.entries(ports).map(([name, port]) => [name, `http://127.0.0.1:${port}`] as const);
const allPort = 3000;
/** Longer than a busy pool lets the readiness check wait, shorter than any probe's own limit. */
const databasePatienceMs = 2_000;
/** More than a commit needs, and little enough for everything else to be closed before a supervisor kills. */
const abandonDatabaseAfterMs = 5_000;
const serviceNames = Object.keys(ports);
const release = releaseName(migrations);
/** The built console, beside the source and beside the folder of the build. */
const pages =
  ['./web/dist', '../web/dist']
    .map((path) => fileURLToPath(new URL(path, import.meta.url)))
    .find(existsSync) ?? '';

type AddRoutes = (server: HttpServer, service: Service, cache: Cache, config: Config) => unknown;
const routes: Readonly<Record<string, AddRoutes>> = {
  order: addOrderRoutes,
  inventory: addInventoryRoutes,
  payment: addPaymentRoutes,
  notification: (server, service, _, { mailFrom }) => addNotificationRoutes(server, service, mailFrom),
};

const start = async (mode: string, config: Config, logger: Logger): Promise<Running> => {
  const clock = systemClock;
  const onFault = (error: unknown) => logger.warn({ err: error }, 'a fault is waited out');
  // What was opened is closed in reverse order, also when a later part fails to start.
  const closers: (() => Promise<unknown>)[] = [];
  const abandoned = new AbortController();
  const close = async () => {
    // One that does not answer must not keep the process: what was not committed comes again.
    const giveUp = clock.schedule(abandonDatabaseAfterMs, () => abandoned.abort());
    for (const closer of closers.splice(0).reverse()) await closer();
    giveUp();
  };
  try {
    const served = serviceNames.filter((name) => mode === 'all' || mode === name);
    const databases = await openDatabases(config, served.length, release, onFault, abandoned.signal);
    const { database, readers, foreign } = databases;
    closers.push(databases.close);
    await migrateWhenReachable(database, migrations, clock, onFault);

    const mailer = config.smtpUrl
      ? createSmtpMailer({ url: config.smtpUrl })
      : createFileMailer(join(config.dataDir, 'mail'), clock);
    closers.push(() => mailer.close());
    const gateway = createGatewaySimulator({ database: foreign, clock });
    const definitions: readonly ServiceDefinition[] = [
      orderService((token) => knownTokens.has(token)),
      inventoryService(),
      paymentService(gateway),
      notificationService(mailer, config.mailFrom),
      analyticsService(),
    ];

    const topology = definitions.map(queueOf);
    const { rabbitmqUrl: url, redisUrl, namespace } = config;
    const broker = url
      ? await createRabbitMqBroker({ url, namespace, topology, clock, onProblem: onFault })
      : createEmbeddedBroker({ topology, clock });
    closers.push(() => broker.close());
    const cache = redisUrl
      ? createRedisCache({ url: redisUrl, namespace, clock, logger })
      : createMemoryCache(clock);
    closers.push(() => cache.close());

    const registry = createRegistry();
    const services: Service[] = [];
    closers.push(() => Promise.all(services.map((service) => service.close())));
    for (const definition of definitions.filter(({ name }) => served.includes(name))) {
      const service = await startService({
        definition,
        messageTypes,
        database,
        readers,
        broker,
        clock,
        logger: logger.child({ service: definition.name }),
        metrics: createMetrics(registry, definition.name),
        batchSize: config.batchSize,
        prefetch: config.prefetch,
        inboxRetentionHours: config.inboxRetentionHours,
        outboxLimit: config.outboxLimit,
        alone: !config.databaseUrl,
        policyOf: config.policyOf,
      });
      services.push(service);
    }

    const readiness = async () => ({
      database: await answersWithin(database, databasePatienceMs, clock),
      broker: broker.isReady(),
    });
    const server = await createHttpServer({
      logger,
      clock,
      registry,
      title: mode === 'all' ? 'Order processing' : `Order processing: ${mode}`,
      version: '0.1.0',
      requestTimeoutMs: config.httpTimeoutMs,
      readiness,
    });
    admitOperators(server, config);
    for (const service of services) routes[service.name]?.(server, service, cache, config);
    const analytics = services.find(({ name }) => name === 'analytics');
    if (analytics) {
      const summary = addAnalyticsRoutes(server, analytics, cache);
      const local = services.map(({ name }) => name);
      const peers = createPeers(server, local, new Map([...usualUrls, ...config.serviceUrls]));
      addConsoleRoutes(server, { clock, peers, summary, pages });
    }
    addServiceRoutes(server, { services, registry, readiness });
    addMessageRoutes(server, services);
    addPopulationRoutes(server, services);
    addMachineRoutes(server, services);
    addMigrationRoutes(server, services);
    addDeadLetterRoutes(server, services);
    addWhatIfRoutes(server, services);
    addVerificationRoutes(server, services);
    addProjectionRoutes(server, services);
    closers.push(() => server.close());
    const inventory = services.find(({ name }) => name === 'inventory');
    if (inventory && !config.databaseUrl) await seedCatalogue(inventory);
    const port = config.port ?? (Object.entries(ports).find(([name]) => name === mode)?.[1] || allPort);
    const address = await server.listen({ host: config.host, port });
    if (mode === 'all') console.log(welcome(address, config));
    else logger.info({ address }, 'ready');
    return { close };
  } catch (error) {
    await close();
    throw error;
  }
};

const welcome = (address: string, config: Config): string => `
Orders are taken at ${address}
  console     ${address}/console/
  API         ${address}/docs
  figures     ${address}/analytics/summary
  data, mail  ${config.databaseUrl ? 'the configured database' : config.dataDir}, ${config.smtpUrl ? 'SMTP' : join(config.dataDir, 'mail')}
Place an order and wait until it is settled:
  curl -s ${address}/orders -H 'content-type: application/json' -H 'prefer: wait=5' -d '{"customerId":"ada","email":"ada@example.org","currency":"EUR","lines":[{"sku":"MUG","quantity":1}],"payment":{"token":"tok_visa"}}'
Ctrl-C stops; the next start goes on where this one ended.
`;

const mode = process.argv[2] ?? 'all';
const config = readConfigOrExit();
const logger = createLogger(config, mode);
await runUntilSignal({
  logger,
  start: async () => {
    if (mode !== 'all' && !serviceNames.includes(mode))
      throw new Rejected(
        'invalid',
        'main/unknown-service',
        `${mode} is none of all, ${serviceNames.join(', ')}`,
      );
    return start(mode, config, logger);
  },
});

function readConfigOrExit(): Config {
  try {
    return readConfig(process.env);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  }
}
