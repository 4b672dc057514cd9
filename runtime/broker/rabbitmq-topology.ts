import type { Channel } from 'amqplib';
import type { Topology } from './broker.ts';

/** What the exchanges and queues of one namespace are called on the server. */
export interface RabbitMqNames {
  readonly events: string;
  readonly commands: string;
  readonly deadLetters: string;
  queue(queue: string): string;
  deadLetterQueue(queue: string): string;
}

/** The names within `namespace`, which keeps several systems apart on one server. */
export const rabbitMqNames = (namespace: string): RabbitMqNames => ({
  events: `${namespace}.events`,
  commands: `${namespace}.commands`,
  deadLetters: `${namespace}.dead-letters`,
  queue: (queue) => `${namespace}.${queue}`,
  deadLetterQueue: (queue) => `${namespace}.${queue}.dead-letters`,
});

/**
 * A number that is never reached. Without one RabbitMQ 4 gives a message up after 20 deliveries and 3.10 never
 * does; -1 (no limit) is refused by 3.10. Attempts are counted by the receiver, which also knows what failed.
 */
const NEVER = 1_000_000_000;

const deadLetterArguments = (exchange: string, routingKey: string) => ({
  'x-queue-type': 'quorum',
  'x-delivery-limit': NEVER,
  'x-dead-letter-exchange': exchange,
  'x-dead-letter-routing-key': routingKey,
  // At most once is the default: a broker that stops in between would lose the dead letter.
  'x-dead-letter-strategy': 'at-least-once',
  // The strategy asks for it. No length is limited, so nothing is refused for being one too many.
  'x-overflow': 'reject-publish',
});

/**
 * Declares the exchanges, and every queue of `topology` with its dead-letter queue and its bindings. Repeating it
 * changes nothing. The arguments mean the same on RabbitMQ 3.10 and 4.x. Rejects when the server refuses one.
 */
export const declareTopology = async (
  channel: Channel,
  names: RabbitMqNames,
  topology: Topology,
): Promise<void> => {
  await channel.assertExchange(names.events, 'topic', { durable: true });
  await channel.assertExchange(names.commands, 'direct', { durable: true });
  await channel.assertExchange(names.deadLetters, 'direct', { durable: true });
  for (const { queue, commands, events } of topology) {
    const name = names.queue(queue);
    const deadLetterQueue = names.deadLetterQueue(queue);
    await channel.assertQueue(deadLetterQueue, {
      durable: true,
      arguments: { 'x-queue-type': 'quorum', 'x-delivery-limit': NEVER },
    });
    await channel.bindQueue(deadLetterQueue, names.deadLetters, queue);
    await channel.assertQueue(name, {
      durable: true,
      arguments: deadLetterArguments(names.deadLetters, queue),
    });
    for (const type of commands) await channel.bindQueue(name, names.commands, type);
    for (const type of events) await channel.bindQueue(name, names.events, type);
  }
};
