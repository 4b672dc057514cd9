import { setTimeout as delay } from 'node:timers/promises';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { ServiceName } from '../contracts/message-type.ts';
import { rabbitMqNames } from '../runtime/broker/rabbitmq-topology.ts';
import { queueOf } from '../runtime/service.ts';
import { serviceDefinitions } from '../test/oracle/service-definitions.ts';
import { type SentMessage, sentMessages } from '../test/support/sent-messages.ts';
import { stayConnected } from './stay-connected.ts';

/** A detour in front of the queues of the services. */
export interface DelayedMessages {
  /** From now on what is sent to `service` comes late. The result ends that, and resolves when all has come. */
  begin(service: ServiceName): () => Promise<void>;
  /** How many came late. */
  readonly count: number;
}

/** A message comes up to this much later than it was sent: later than some that were sent after it. */
const longestDelayMs = 5_000;
/** A service that connects again declares its bindings anew, so they are taken away anew. */
const divertEveryMs = 200;
const never = AbortSignal.any([]);

/**
 * Binds a queue of its own in the place of the one of a service, and hands on from there. A message is acknowledged
 * when its own queue has confirmed it: a broker that fails meanwhile may repeat it, and loses none.
 */
export const delayMessages = (url: string, namespace: string): DelayedMessages => {
  const names = rabbitMqNames(namespace);
  let heard = 0;
  let count = 0;

  const begin = (service: ServiceName): (() => Promise<void>) => {
    const ending = new AbortController();
    const [queue, detour] = [names.queue(service), `${namespace}.${service}.late`];
    const routes = routesOf(service, names);
    const types = new Set(routes.map(([, type]) => type));

    const handOnOne = async (channel: ConfirmChannel, message: SentMessage, lost: AbortSignal) => {
      heard += 1;
      // In no order, so that they overtake each other.
      const place = ((heard * 37) % 50) / 50;
      await delay(place * longestDelayMs, undefined, { signal: lost });
      return new Promise<boolean>((resolve) => {
        channel.publish('', queue, message.content, message.options, (error: unknown) => resolve(!error));
      });
    };
    const handOn = async (channel: ConfirmChannel, delivered: ConsumeMessage, lost: AbortSignal) => {
      const messages = sentMessages(delivered, (type) => types.has(type));
      const taken = await Promise.all(messages.map((message) => handOnOne(channel, message, lost)));
      if (lost.aborted) return;
      if (!taken.every(Boolean)) return channel.nack(delivered);
      channel.ack(delivered);
      count += messages.length;
    };
    const divert = async (channel: ConfirmChannel): Promise<void> => {
      for (const [exchange, type] of routes) await channel.bindQueue(detour, exchange, type);
      for (const [exchange, type] of routes) await channel.unbindQueue(queue, exchange, type);
    };
    const restore = async (channel: ConfirmChannel): Promise<void> => {
      for (const [exchange, type] of routes) await channel.bindQueue(queue, exchange, type);
      for (const [exchange, type] of routes) await channel.unbindQueue(detour, exchange, type);
    };
    const running = stayConnected(url, never, async (channel, lost) => {
      await channel.assertQueue(detour, { durable: true });
      const waiting = new Set<ConsumeMessage>();
      await channel.consume(detour, (message) => {
        if (!message) return;
        waiting.add(message);
        void handOn(channel, message, lost)
          .catch(() => {})
          .then(() => waiting.delete(message));
      });
      while (!lost.aborted && !ending.signal.aborted) {
        await divert(channel);
        await delay(divertEveryMs, undefined, { signal: ending.signal }).catch(() => {});
      }
      await restore(channel);
      // Deleted only when it is empty and nobody holds anything of it: what it has comes first.
      while (!lost.aborted) {
        const { messageCount } = await channel.checkQueue(detour);
        if (messageCount === 0 && waiting.size === 0) break;
        await delay(divertEveryMs);
      }
      if (!lost.aborted) await channel.deleteQueue(detour);
    });
    return async () => {
      ending.abort();
      await running;
    };
  };
  return {
    begin,
    get count() {
      return count;
    },
  };
};

/** Exchange and routing key of everything that a service is sent. */
const routesOf = (
  service: ServiceName,
  {
    commands: commandExchange,
    events: eventExchange,
  }: { readonly commands: string; readonly events: string },
): readonly (readonly [exchange: string, type: string])[] => {
  const definition = serviceDefinitions.find(({ name }) => name === service);
  if (!definition) throw new Error(`${service} is not a service`);
  const { commands, events } = queueOf(definition);
  return [
    ...commands.map((type) => [commandExchange, type] as const),
    ...events.map((type) => [eventExchange, type] as const),
  ];
};
