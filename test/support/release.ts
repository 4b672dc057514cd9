import { join } from 'node:path';
import { pino } from 'pino';
import { analyticsService } from '../../actors/analytics/analytics-service.ts';
import { inventoryService } from '../../actors/inventory/inventory-service.ts';
import { seedCatalogue } from '../../actors/inventory/seed-catalogue.ts';
import type { StockContext } from '../../actors/inventory/stock-delta.ts';
import { stockWrite } from '../../actors/inventory/stock-write.ts';
import { createFileMailer } from '../../actors/notification/file-mailer.ts';
import { notificationService } from '../../actors/notification/notification-service.ts';
import { orderStream } from '../../actors/order/order-actor.ts';
import { orderIdOf } from '../../actors/order/order-id.ts';
import { orderService } from '../../actors/order/order-service.ts';
import { createGatewaySimulator } from '../../actors/payment/gateway-simulator.ts';
import { paymentService } from '../../actors/payment/payment-service.ts';
import { messageId, streamId } from '../../contracts/ids.ts';
import { StockLevelChanged, type StockLevelsChanged } from '../../contracts/inventory-messages.ts';
import type { DataOf, MessageType } from '../../contracts/message-type.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import { PlaceOrder } from '../../contracts/order-messages.ts';
import { migrations } from '../../migrations/all-migrations.ts';
import type { CommitWrite } from '../../runtime/actor/definition.ts';
import { topState } from '../../runtime/actor/step.ts';
import type { Broker, WireMessage } from '../../runtime/broker/broker.ts';
import { createEmbeddedBroker } from '../../runtime/broker/embedded-broker.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';
import type { Clock } from '../../runtime/clock.ts';
import { queueOf, type Service, type ServiceDefinition, startService } from '../../runtime/service.ts';
import type { Database } from '../../runtime/store/database.ts';
import { migrate } from '../../runtime/store/migrate.ts';
import { createMetrics, createRegistry } from '../../runtime/telemetry/metrics.ts';
import { waitFor } from './wait-for.ts';

/** What a release is started with. */
export interface ReleaseOptions {
  readonly database: Database;
  readonly folder: string;
  readonly clock: Clock;
  /** Release 1 is the system as it was before there was a second version of anything. */
  readonly release: 1 | 2;
  /** Messages that stay in the outbox, as stream and type: whoever waits for them stays where it is. */
  readonly withheld: Set<string>;
}

const onVersion1 = (service: ServiceDefinition): ServiceDefinition => ({
  ...service,
  actors: service.actors.map((actor) => ({
    ...actor,
    machines: actor.machines.slice(0, 1),
    migrations: [],
    ...(service.name === 'inventory' && { write: tellingEachLevel }),
  })),
});

/** Release 1 told the level of each SKU by itself: its analytics hears nothing else. */
const tellingEachLevel: CommitWrite<StockContext> = {
  ...stockWrite,
  apply: async (transaction, changes) =>
    (await stockWrite.apply(transaction, changes)).flatMap((written) => {
      const { levels }: DataOf<typeof StockLevelsChanged> = Object(written.event);
      return levels.map((level) => {
        const subject = streamId('stock', level.sku);
        const id = messageId(`${subject}/${level.revision}`);
        return { id, subject, version: level.revision, event: { type: StockLevelChanged.type, ...level } };
      });
    }),
};

/** Starts all five services of a release on a database of its caller. */
export const startRelease = async ({ database, folder, clock, release, withheld }: ReleaseOptions) => {
  await migrate(database, migrations);
  const mailer = createFileMailer(join(folder, 'mail'), clock);
  const definitions = [
    orderService(() => true),
    inventoryService(),
    paymentService(createGatewaySimulator({ database, clock })),
    notificationService(mailer, 'shop@example.org'),
    analyticsService(),
  ].map((service) => (release === 1 ? onVersion1(service) : service));
  const embedded = createEmbeddedBroker({ topology: definitions.map(queueOf), clock });
  const isWithheld = ({ type, content }: WireMessage) =>
    Object.values(inBinaryMode(content).headers).some((value) => withheld.has(`${value} ${type}`));
  const broker: Broker = {
    ...embedded,
    publish: async (messages) => {
      const sent = messages.filter((message) => !isWithheld(message));
      const results = await embedded.publish(sent);
      return messages.map(
        (message) => results[sent.indexOf(message)] ?? { confirmed: false, reason: 'unavailable' },
      );
    },
  };
  const services: Service[] = [];
  for (const definition of definitions)
    services.push(
      await startService({
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
        alone: true,
      }),
    );
  const [orders, inventory] = services;
  if (!orders || !inventory) throw new Error('The services are five');
  await seedCatalogue(inventory);

  const submit = async <Command extends MessageType>(
    command: Command,
    data: DataOf<Command> & { readonly orderId: string },
  ) => {
    const subject = orderStream(data.orderId);
    const id = messageId(`${command.type}/${data.orderId}`);
    const outcome = await orders.submit({
      recorded: true,
      // As over HTTP: a refused command is not kept, so it can be sent again.
      answer: () => null,
      message: {
        id,
        type: command.type,
        schemaVersion: command.schemaVersion,
        source: 'test',
        subject,
        subjectVersion: 0,
        time: new Date(clock.now()).toISOString(),
        correlationId: subject,
        causationId: id,
        traceparent: '',
        data,
      },
    });
    if (outcome.kind !== 'accepted') throw new Error(`${id}: ${JSON.stringify(outcome)}`);
  };

  return {
    services,
    submit,
    /** Places an order and keeps these messages of it back; resolves with its id. */
    place: async (key: string, withholds: readonly string[] = [], token = 'tok_visa'): Promise<string> => {
      const orderId = orderIdOf(key);
      for (const type of withholds) withheld.add(`${orderStream(orderId)} ${type}`);
      const order = {
        orderId,
        customerId: 'ada',
        email: 'ada@example.org',
        currency: 'EUR',
        lines: [{ sku: 'MUG', quantity: 1 }],
        payment: { token },
        prepaid: true,
      };
      await waitFor('the prices', async () =>
        submit(PlaceOrder, order).then(
          () => true,
          (error: unknown) => {
            if (String(error).includes('unknown-sku')) return false;
            throw error;
          },
        ),
      );
      return orderId;
    },
    reaches: (orderId: string, state: string) =>
      waitFor(
        `order ${orderId} in ${state}`,
        async () => {
          const actor = await orders.read(orderStream(orderId));
          return actor !== undefined && topState(actor) === state;
        },
        60_000,
      ),
    close: async () => {
      await Promise.all(services.map((service) => service.close()));
      await embedded.close();
      await mailer.close();
    },
  };
};
