import type { Clock } from '../clock.ts';
import { Poison, Transient } from '../errors.ts';
import { type Broker, deadLetterQueue, type Subscription, type Topology } from './broker.ts';
import { keepChannel } from './rabbitmq-channel.ts';
import { createRabbitMqPublisher } from './rabbitmq-publisher.ts';
import { type RabbitMqSubscription, subscribeToRabbitMq } from './rabbitmq-subscription.ts';
import { declareTopology, rabbitMqNames } from './rabbitmq-topology.ts';

/** What the broker on RabbitMQ needs. */
export interface RabbitMqBrokerOptions {
  /** `amqp://user:password@host:port/vhost` */
  readonly url: string;
  /** Begins the name of every exchange and queue. */
  readonly namespace: string;
  readonly topology: Topology;
  readonly clock: Clock;
  /** Hears of every lost connection and failed attempt to get it back, for the log. */
  readonly onProblem?: (problem: Transient) => void;
}

/**
 * The broker on RabbitMQ 3.10 to 4.x. Publishing and every subscription have a connection each: a server that is
 * short of memory stops reading from those that publish, and the acks must not wait behind them.
 *
 * Resolves after the first attempt to connect. Without a server it resolves too, `isReady()` is false, and it
 * keeps trying. `subscribe` does the same, and rejects with `broker/unknown-queue` for a queue that is not in the
 * topology. `onDelivery` must not throw: amqplib takes that for a broken connection.
 */
export const createRabbitMqBroker = async (options: RabbitMqBrokerOptions): Promise<Broker> => {
  const { url, namespace, topology, clock, onProblem = () => {} } = options;
  const names = rabbitMqNames(namespace);
  const owners = new Map(topology.flatMap(({ queue, commands }) => commands.map((type) => [type, queue])));
  const publisher = createRabbitMqPublisher(names, (type) => owners.get(type), clock);
  const subscriptions = new Set<RabbitMqSubscription>();

  let closed = false;
  const publishing = keepChannel({
    url,
    clock,
    onProblem,
    onOpen: async (channel, connection) => {
      await declareTopology(channel, names, topology);
      publisher.attach(channel, connection);
    },
    onClose: () => publisher.detach(closed ? 'broker/closed' : 'broker/unavailable'),
  });
  await publishing.attempted;

  return {
    publish: publisher.publish,
    subscribe: async (queue, prefetch, onDelivery): Promise<Subscription> => {
      if (closed) throw new Transient('broker/closed', 'The broker was closed', { queue });
      const declared = topology.filter((entry) =>
        [entry.queue, deadLetterQueue(entry.queue)].includes(queue),
      );
      if (declared.length === 0) {
        throw new Poison('broker/unknown-queue', 'The queue is not in the topology', { queue });
      }
      const taken = new Set(declared.flatMap(({ commands, events }) => [...commands, ...events]));
      const subscription = subscribeToRabbitMq(
        {
          queue: names.queue(queue),
          prefetch,
          isForUs: (type) => taken.has(type),
          onDelivery,
          declare: (channel) => declareTopology(channel, names, declared),
        },
        { url, clock, onProblem },
      );
      subscriptions.add(subscription);
      await subscription.attempted;
      return subscription;
    },
    isReady: () => publisher.isReady() && [...subscriptions].every((subscription) => subscription.isReady()),
    close: async () => {
      closed = true;
      await Promise.all([publishing.close(), ...[...subscriptions].map((one) => one.close())]);
    },
  };
};
