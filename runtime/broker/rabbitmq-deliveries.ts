import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import type { Clock } from '../clock.ts';
import type { Delivery, ReceivedMessage } from './broker.ts';
import { createRabbitMqAcks } from './rabbitmq-acks.ts';
import { singleMessages } from './single-messages.ts';

/** Hands out what one channel delivers, the messages of a batch one by one. */
export interface RabbitMqDeliveries {
  take(message: ConsumeMessage): void;
  /** Hands out nothing any more. */
  stop(): void;
  /** Gives back what was not handed out. */
  putBack(): void;
  /** The channel is gone: nothing is handed out or answered any more. */
  end(): void;
}

interface Part {
  readonly message: ReceivedMessage;
  readonly redelivered: boolean;
  /** To be called once. */
  readonly answer: (release: boolean) => void;
}

/**
 * `prefetch`: how many may be out at once; `isForUs`: the types that the queue takes. A batch is acknowledged when all of
 * its messages are; when one of them was released, all come again.
 */
export const createRabbitMqDeliveries = (
  channel: ConfirmChannel,
  prefetch: number,
  isForUs: (type: string) => boolean,
  onDelivery: (delivery: Delivery) => void,
  clock: Clock,
): RabbitMqDeliveries => {
  const acks = createRabbitMqAcks(channel, prefetch, clock);
  let waiting: ConsumeMessage[] = [];
  /** Of the batch that is being handed out. */
  let rest: Part[] = [];
  let out = 0;
  let stopped = false;

  const unpack = (batch: ConsumeMessage): Part[] => {
    const messages = singleMessages(batch, isForUs);
    if (messages.length === 0) acks.ack(batch);
    const { redelivered } = batch.fields;
    let unanswered = messages.length;
    let isReleased = false;
    const answer = (release: boolean): void => {
      isReleased ||= release;
      unanswered -= 1;
      if (unanswered > 0) return;
      if (isReleased) acks.release(batch);
      else acks.ack(batch);
    };
    return messages.map((message) => ({ message, redelivered, answer }));
  };

  /** Unpacked only now: what waits is 400 batches of 32 messages at worst. */
  const next = (): Part | undefined => {
    while (rest.length === 0) {
      const message = waiting.shift();
      if (!message) return undefined;
      rest = unpack(message);
    }
    return rest.shift();
  };

  const handOut = (): void => {
    while (!stopped && out < prefetch) {
      const part = next();
      if (!part) return;
      out += 1;
      onDelivery(deliveryOf(part));
    }
  };

  const deliveryOf = ({ message, redelivered, answer }: Part): Delivery => {
    let settled = false;
    const settle = (release: boolean) => () => {
      if (settled) return;
      settled = true;
      out -= 1;
      answer(release);
      // Not in the stack of who answers: a handler must not run inside another one's step.
      if (rest.length > 0 || waiting.length > 0) queueMicrotask(handOut);
    };
    const { messageId, type, content } = message;
    return { messageId, type, content, redelivered, ack: settle(false), release: settle(true) };
  };

  return {
    take: (message) => {
      acks.delivered(message);
      waiting.push(message);
      handOut();
    },
    stop: () => {
      stopped = true;
      acks.hurry();
    },
    putBack: () => {
      for (const { answer } of rest.splice(0)) answer(true);
      for (const message of waiting.splice(0)) acks.release(message);
    },
    end: () => {
      stopped = true;
      waiting = [];
      rest = [];
      acks.end();
    },
  };
};
