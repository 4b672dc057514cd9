import { connect } from 'amqplib';
import { messageTypes } from '../../contracts/message-types.ts';
import { rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';
import { type SentMessage, sentMessages } from './sent-messages.ts';
import { servers } from './servers.ts';

/** An extra listener at the exchanges of a namespace, which can publish again what it has heard. */
export interface TappedExchanges {
  /** Messages that were heard so far, copies left out. */
  readonly heard: readonly SentMessage[];
  /** Publishes copies of `messages`, each by itself; resolves when the broker has confirmed all. */
  publishAgain(messages: readonly SentMessage[]): Promise<void>;
  close(): Promise<void>;
}

/** What tells a copy from the message; no service looks at it. */
const copyHeader = 'x-copy';

/** Taps events and commands. `onMessage` is told of each as it is heard. */
export const tapExchanges = async (
  namespace: string,
  onMessage: (tap: TappedExchanges, message: SentMessage) => void = () => {},
  url = servers.rabbitmq.url.href,
): Promise<TappedExchanges> => {
  const names = rabbitMqNames(namespace);
  const connection = await connect(url, { noDelay: true });
  const channel = await connection.createConfirmChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
  await channel.bindQueue(queue, names.events, '#');
  for (const { kind, type } of messageTypes.values())
    if (kind === 'command') await channel.bindQueue(queue, names.commands, type);

  const heard: SentMessage[] = [];
  const tap: TappedExchanges = {
    heard,
    publishAgain: async (messages) => {
      for (const { exchange, routingKey, content, options } of messages)
        channel.publish(exchange, routingKey, content, {
          ...options,
          headers: { ...options.headers, [copyHeader]: true },
        });
      await channel.waitForConfirms();
    },
    close: () => connection.close(),
  };
  await channel.consume(
    queue,
    (message) => {
      if (!message || copyHeader in (message.properties.headers ?? {})) return;
      for (const each of sentMessages(message)) {
        heard.push(each);
        onMessage(tap, each);
      }
    },
    { noAck: true },
  );
  return tap;
};
