import type { Envelope } from '../../contracts/envelope.ts';
import type { MessageType } from '../../contracts/message-type.ts';
import type { HeldForm } from '../actor/intake.ts';
import type { Broker, Delivery, Subscription } from '../broker/broker.ts';
import { type Clock, pause } from '../clock.ts';
import { reached } from '../crash-points.ts';
import { Transient } from '../errors.ts';
import { heldDelivery } from './held-form.ts';
import type { SchemaCheck } from './schema-check.ts';
import type { SetAside } from './set-aside.ts';
import { fromWire } from './wire-message.ts';

/** What a consumer works with. */
export interface ConsumerOptions {
  readonly broker: Broker;
  readonly queue: string;
  readonly prefetch: number;
  readonly clock: Clock;
  readonly messageTypes: ReadonlyMap<string, MessageType>;
  readonly check: SchemaCheck;
  /** Hands the message to its actor; resolves when it, or that it failed, is durable. */
  readonly handle: (message: Envelope, heldForm: () => HeldForm) => Promise<unknown>;
  readonly setAside: SetAside;
  readonly onFault: (error: unknown) => void;
}

/** Put back at once, a message would come again at once. */
const releaseAfterMs = 250;

/**
 * Takes messages from the queue: acknowledges after the commit, never before. What cannot be read is stored and then
 * acknowledged; what this process cannot take now goes back to the queue.
 */
export const startConsumer = (options: ConsumerOptions): Promise<Subscription> =>
  options.broker.subscribe(options.queue, options.prefetch, (delivery) => void receive(options, delivery));

const receive = async (options: ConsumerOptions, delivery: Delivery): Promise<void> => {
  let message: Envelope | undefined;
  try {
    message = fromWire(delivery.content, options.messageTypes, options.check);
    await options.handle(message, () => heldDelivery(delivery.content));
    acknowledge(delivery);
  } catch (error) {
    if (error instanceof Transient) await release(options, delivery, error);
    else await setAside(options, delivery, error, message);
  }
};

const acknowledge = (delivery: Delivery): void => {
  reached('ack.before');
  delivery.ack();
  reached('ack.after');
};

const setAside = async (
  options: ConsumerOptions,
  delivery: Delivery,
  error: unknown,
  message: Envelope | undefined,
): Promise<void> => {
  try {
    await options.setAside(delivery, error, message);
    acknowledge(delivery);
  } catch (fault) {
    await release(options, delivery, fault);
  }
};

const release = async (options: ConsumerOptions, delivery: Delivery, fault: unknown): Promise<void> => {
  options.onFault(fault);
  await pause(options.clock, releaseAfterMs);
  delivery.release();
};
