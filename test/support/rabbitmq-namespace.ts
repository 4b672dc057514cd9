import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import type { Topology } from '../../runtime/broker/broker.ts';
import { rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';

/** A namespace that nobody else uses. */
export const randomNamespace = (): string => `test-${randomUUID().slice(0, 8)}`;

/** Deletes the queues of `topology` and the exchanges of `namespace`, also when some are missing. */
export const deleteRabbitMqNamespace = async (
  url: string,
  namespace: string,
  topology: Topology,
): Promise<void> => {
  const names = rabbitMqNames(namespace);
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createChannel();
  for (const { queue } of topology) {
    await channel.deleteQueue(names.queue(queue));
    await channel.deleteQueue(names.deadLetterQueue(queue));
  }
  for (const exchange of [names.events, names.commands, names.deadLetters]) {
    await channel.deleteExchange(exchange);
  }
  await connection.close();
};
