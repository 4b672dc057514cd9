import { type Broker, type Delivery, deadLetterQueue, type Subscription } from '../broker/broker.ts';
import { inBinaryMode } from '../broker/wire-content.ts';
import { type Clock, pause } from '../clock.ts';
import { Poison } from '../errors.ts';
import type { SetAside } from './set-aside.ts';

/** What takes the dead letters of the broker works with. */
export interface BrokerDeadLetterOptions {
  readonly broker: Broker;
  readonly queue: string;
  readonly prefetch: number;
  readonly clock: Clock;
  readonly setAside: SetAside;
  readonly onFault: (error: unknown) => void;
}

/** Put back at once, a message would come again at once. */
const releaseAfterMs = 1_000;

/** Keeps what the broker gave up on by itself among the other dead letters. */
export const startBrokerDeadLetters = (options: BrokerDeadLetterOptions): Promise<Subscription> =>
  options.broker.subscribe(
    deadLetterQueue(options.queue),
    options.prefetch,
    (delivery) => void keep(options, delivery),
  );

const keep = async (options: BrokerDeadLetterOptions, delivery: Delivery): Promise<void> => {
  const { headers } = inBinaryMode(delivery.content);
  const reason = JSON.stringify(headers['x-death'] ?? headers['x-first-death-reason'] ?? 'unknown');
  try {
    await options.setAside(
      delivery,
      new Poison('broker/dead-lettered', `RabbitMQ gave the message up: ${reason}`),
    );
    delivery.ack();
  } catch (fault) {
    options.onFault(fault);
    await pause(options.clock, releaseAfterMs);
    delivery.release();
  }
};
