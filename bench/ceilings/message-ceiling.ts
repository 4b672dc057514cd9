import { messageTypes } from '../../contracts/message-types.ts';
import type { WireMessage } from '../../runtime/broker/broker.ts';
import { createRabbitMqBroker } from '../../runtime/broker/rabbitmq-broker.ts';
import { systemClock } from '../../runtime/clock.ts';
import { toWire } from '../../runtime/delivery/wire-message.ts';
import { deleteRabbitMqNamespace, randomNamespace } from '../../test/support/rabbitmq-namespace.ts';
import { servers } from '../../test/support/servers.ts';
import { waitFor } from '../../test/support/wait-for.ts';
import type { Ceiling } from './ceiling.ts';
import { walkedTopology, walkOrders } from './walk-orders.ts';

const walkedOrders = 500;
/** Messages that wait for their confirms together, and how many such windows are under way. */
const windowSize = 200;
const windows = 4;
const prefetch = 400;

/**
 * RabbitMQ with nothing but our messages: the messages of whole orders through the real topology, confirmed, consumed
 * and acknowledged by one process.
 */
export const messageCeiling = async (seconds: number): Promise<Ceiling> => {
  const namespace = randomNamespace();
  const url = servers.rabbitmq.url.href;
  const topology = walkedTopology;
  const broker = await createRabbitMqBroker({ url, namespace, topology, clock: systemClock });
  try {
    const messages = await wireMessages();
    let delivered = 0;
    for (const { queue } of topology)
      await broker.subscribe(queue, prefetch, (delivery) => {
        delivered += 1;
        delivery.ack();
      });
    const began = performance.now();
    let [rounds, next] = [0, 0];
    const publish = async (): Promise<void> => {
      while (performance.now() - began < seconds * 1_000 || next < messages.length) {
        if (next >= messages.length) {
          rounds += 1;
          next = 0;
        }
        const window = messages.slice(next, next + windowSize);
        next += windowSize;
        const results = await broker.publish(window);
        for (const result of results) if (!result.confirmed) throw new Error(result.reason);
      }
    };
    await Promise.all(Array.from({ length: windows }, publish));
    rounds += 1;
    const expected = rounds * messages.reduce((sum, { type }) => sum + listeners(type), 0);
    await waitFor('all messages to be delivered', () => delivered >= expected, 60_000);
    const elapsed = (performance.now() - began) / 1_000;
    return {
      name: 'RabbitMQ: our messages, confirmed and acknowledged',
      ordersPerSecond: (rounds * walkedOrders) / elapsed,
      unit: 'messages',
      unitsPerOrder: messages.length / walkedOrders,
    };
  } finally {
    await broker.close();
    await deleteRabbitMqNamespace(url, namespace, topology);
  }
};

const listeners = (type: string): number =>
  walkedTopology.filter(({ commands, events }) => commands.includes(type) || events.includes(type)).length;

const wireMessages = async (): Promise<readonly WireMessage[]> =>
  (await walkOrders(walkedOrders, 'messages'))
    .flat()
    .flatMap(({ commit }) =>
      commit.outbox.map((message) =>
        toWire(message, messageTypes.get(message.type)?.kind === 'command' ? 'command' : 'event'),
      ),
    );
