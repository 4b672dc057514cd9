import type { ConfirmChannel } from 'amqplib';
import { pause } from '../clock.ts';
import type { Delivery, Subscription } from './broker.ts';
import { type ChannelKeeping, keepChannel } from './rabbitmq-channel.ts';
import { createRabbitMqDeliveries, type RabbitMqDeliveries } from './rabbitmq-deliveries.ts';

/** A subscription with what the broker has to know of it. */
export interface RabbitMqSubscription extends Subscription {
  /** Resolves after the first attempt to consume, whether it succeeded or not. */
  readonly attempted: Promise<void>;
  /** Whether it does what it is asked to: consuming, or stopped. */
  isReady(): boolean;
  /** Ends it with its connection; the server delivers again what was not acknowledged. */
  close(): Promise<void>;
}

/** What is consumed and how. */
export interface Consumption {
  /** The name on the server. */
  readonly queue: string;
  readonly prefetch: number;
  /** Whether it takes messages of this type. */
  isForUs(type: string): boolean;
  declare(channel: ConfirmChannel): Promise<void>;
  onDelivery(delivery: Delivery): void;
}

/** A server that hangs does not answer; what it delivers later goes back to it. */
const cancelWithinMs = 2_000;

/** Consumes on a channel of its own, so that whatever closes one subscription's channel leaves the others alone. */
export const subscribeToRabbitMq = (
  consumption: Consumption,
  keeping: Pick<ChannelKeeping, 'url' | 'clock' | 'onProblem'>,
): RabbitMqSubscription => {
  // Delivery tags belong to their channel: on a later one a tag is another message, or an error that closes it.
  let deliveries: RabbitMqDeliveries | undefined;
  let current: { readonly channel: ConfirmChannel; readonly consumerTag: string } | undefined;
  let stopped = false;

  const kept = keepChannel({
    ...keeping,
    onOpen: async (channel) => {
      await consumption.declare(channel);
      await channel.prefetch(consumption.prefetch);
      const fresh = createRabbitMqDeliveries(
        channel,
        consumption.prefetch,
        consumption.isForUs,
        consumption.onDelivery,
        keeping.clock,
      );
      deliveries = fresh;
      if (stopped) fresh.stop();
      const { consumerTag } = await channel.consume(consumption.queue, (message) => {
        if (message !== null) return fresh.take(message);
        // The server cancelled the consumer, for example because its queue was deleted: declare and begin anew.
        fresh.end();
        void channel.close().catch(() => undefined);
      });
      current = { channel, consumerTag };
    },
    onClose: () => {
      deliveries?.end();
      current = undefined;
    },
  });

  const stop = async (): Promise<void> => {
    if (stopped) return;
    stopped = true;
    deliveries?.stop();
    kept.retire();
    if (current === undefined) return kept.close();
    const cancelled = current.channel.cancel(current.consumerTag).catch(() => undefined);
    const done = new AbortController();
    await Promise.race([cancelled, pause(keeping.clock, cancelWithinMs, done.signal)]);
    done.abort();
    deliveries?.putBack();
  };

  return {
    attempted: kept.attempted,
    stop,
    isReady: () => stopped || current !== undefined,
    close: () => kept.close(),
  };
};
