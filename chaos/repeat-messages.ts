import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { type ConfirmChannel, type ConsumeMessage, connect } from 'amqplib';
import { messageTypes } from '../contracts/message-types.ts';
import { rabbitMqNames } from '../runtime/broker/rabbitmq-topology.ts';

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
const reconnectAfterMs = 500;

/** Binds an extra queue to the exchanges of `namespace`. It connects again when its connection is a victim too. */
export const repeatMessages = (url: string, namespace: string): RepeatedMessages => {
  const names = rabbitMqNames(namespace);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal);
  let listening = false;
  let count = 0;

  const repeat = async (channel: ConfirmChannel, message: ConsumeMessage, lost: AbortSignal) => {
    // Spread evenly, so that some come at once and some long after their order is settled.
    await delay((message.fields.deliveryTag % 100) * (longestDelayMs / 100), undefined, { signal: lost });
    const { fields, properties, content } = message;
    channel.publish(fields.exchange, fields.routingKey, content, {
      ...properties,
      headers: { ...properties.headers, [copyHeader]: true },
    });
    count += 1;
  };
  const session = async (): Promise<void> => {
    const connection = await connect(url, { noDelay: true, timeout: 2_000 });
    const lost = new AbortController();
    // Every copy that waits listens to it.
    setMaxListeners(0, lost.signal);
    const ended = new Promise<void>((resolve) => {
      connection.on('close', () => resolve());
      closing.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    connection.on('error', () => {});
    try {
      const channel = await connection.createConfirmChannel();
      channel.on('error', () => connection.close().catch(() => {}));
      const { queue } = await channel.assertQueue('', { exclusive: true, autoDelete: true });
      await channel.bindQueue(queue, names.events, '#');
      for (const { kind, type } of messageTypes.values())
        if (kind === 'command') await channel.bindQueue(queue, names.commands, type);
      const hear = (message: ConsumeMessage | null): void => {
        if (!listening || !message || copyHeader in (message.properties.headers ?? {})) return;
        repeat(channel, message, lost.signal).catch(() => {});
      };
      await channel.consume(queue, hear, { noAck: true });
      await ended;
    } finally {
      lost.abort();
      await connection.close().catch(() => {});
    }
  };
  const run = async (): Promise<void> => {
    while (!closing.signal.aborted) {
      await session().catch(() => {});
      await delay(reconnectAfterMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  };
  const running = run();
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
