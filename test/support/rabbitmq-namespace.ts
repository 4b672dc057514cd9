import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import type { Topology } from '../../runtime/broker/broker.ts';
import { rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';
import { waitFor } from './wait-for.ts';

/** A namespace that nobody else uses. */
export const randomNamespace = (): string => `test-${randomUUID().slice(0, 8)}`;

/**
 * Deletes the queues of `topology` and the exchanges of `namespace`, also when some are missing. RabbitMQ 3.10 fails, and
 * recovers at once, when it is just writing segments of a busy queue that is deleted: then it is asked again.
 */
export const deleteRabbitMqNamespace = async (
  url: string,
  namespace: string,
  topology: Topology,
): Promise<void> => {
  await waitFor(`RabbitMQ to delete ${namespace}`, () =>
    deleteOnce(url, namespace, topology).then(
      () => true,
      (error: unknown) => {
        if (!String(error).includes('INTERNAL')) throw error;
        return false;
      },
    ),
  );
};

const deleteOnce = async (url: string, namespace: string, topology: Topology): Promise<void> => {
  const names = rabbitMqNames(namespace);
  const connection = await connect(url, { noDelay: true });
  // It is the call under way that tells of it.
  connection.on('error', () => {});
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
