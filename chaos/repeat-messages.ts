import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { messageTypes } from '../contracts/message-types.ts';
import { rabbitMqNames } from '../runtime/broker/rabbitmq-topology.ts';
import { type SentMessage, sentMessages } from '../test/support/sent-messages.ts';
import { stayConnected } from './stay-connected.ts';

/** A listener that publishes again, later, what it hears. */
export interface RepeatedMessages {
  /** From now on it hears what is published, or nothing more. */
  listen(on: boolean): void;
  /** How many were published again. */
  readonly count: number;
  /** Ends it; what it has not published again by then never is. */
  close(): Promise<void>;
}

const copyHeader = 'x-copy';
/** A copy comes up to this much later than the message. */
const longestDelayMs = 8_000;

/** Binds an extra queue to the exchanges of `namespace`. */
export const repeatMessages = (url: string, namespace: string): RepeatedMessages => {
  const names = rabbitMqNames(namespace);
  const closing = new AbortController();
  let listening = false;
  let heard = 0;
  let count = 0;

  const repeat = async (channel: ConfirmChannel, message: SentMessage, lost: AbortSignal) => {
    heard += 1;
    // Spread evenly, so that some come at once and some long after their order is settled.
    await delay((heard % 100) * (longestDelayMs / 100), undefined, { signal: lost });
    const { exchange, routingKey, content, options } = message;
    const headers = { ...options.headers, [copyHeader]: true };
    channel.publish(exchange, routingKey, content, { ...options, headers });
    count += 1;
  };
  const running = stayConnected(url, closing.signal, async (channel, lost) => {
    const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
    await channel.bindQueue(queue, names.events, '#');
    for (const { kind, type } of messageTypes.values())
      if (kind === 'command') await channel.bindQueue(queue, names.commands, type);
    const hear = (message: ConsumeMessage | null): void => {
      if (!listening || !message || copyHeader in (message.properties.headers ?? {})) return;
      for (const each of sentMessages(message)) repeat(channel, each, lost).catch(() => {});
    };
    await channel.consume(queue, hear, { noAck: true });
    if (!lost.aborted) await once(lost, 'abort');
  });
  return {
    listen: (on) => {
      listening = on;
    },
    get count() {
      return count;
    },
    close: async () => {
      closing.abort();
      await running;
    },
  };
};
