import { afterEach, beforeEach } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import type { Channel, GetMessage } from 'amqplib';
import type { Broker, Topology } from '../../runtime/broker/broker.ts';
import { createRabbitMqBroker } from '../../runtime/broker/rabbitmq-broker.ts';
import { type RabbitMqNames, rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';
import { systemClock } from '../../runtime/clock.ts';
import { deleteRabbitMqNamespace, randomNamespace } from './rabbitmq-namespace.ts';

/** Brokers of each test of a suite, in a namespace of its own. */
export interface RabbitMqBrokers {
  makeBroker(): Promise<Broker>;
  names(): RabbitMqNames;
}

/** Called in a suite: what a test made is removed when it has ended. */
export const rabbitMqBrokers = (url: string, topology: Topology): RabbitMqBrokers => {
  let namespace: string;
  const brokers: Broker[] = [];
  beforeEach(() => {
    namespace = randomNamespace();
  });
  afterEach(async () => {
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    await deleteRabbitMqNamespace(url, namespace, topology);
  });
  return {
    makeBroker: async () => {
      const broker = await createRabbitMqBroker({ url, namespace, topology, clock: systemClock });
      brokers.push(broker);
      return broker;
    },
    names: () => rabbitMqNames(namespace),
  };
};

/** Waits until `queue` has a message. */
export const takeOne = async (channel: Channel, queue: string): Promise<GetMessage> => {
  for (;;) {
    const taken = await channel.get(queue);
    if (taken) return taken;
    await pause(5);
  }
};
