import type { Delivery, WireMessage } from '../../runtime/broker/broker.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';

/** A message in a queue. */
export interface Stored {
  readonly message: WireMessage;
  readonly redelivered: boolean;
}

/** Who takes messages from a queue over one connection. */
export interface Consumer {
  readonly prefetch: number;
  /** False while its connection is lost. */
  isConnected(): boolean;
  take(delivery: Delivery): void;
  readonly unsettled: Set<Stored>;
}

/** A durable queue: what it has stays until it is acknowledged. */
export interface SimulatedQueue {
  add(stored: Stored): void;
  join(consumer: Consumer): void;
  /** No more for this one; with `lost` what it has not acknowledged is put back. */
  leave(consumer: Consumer, lost: boolean): void;
  /** Somebody may be able to take messages again. */
  handOut(): void;
  size(): number;
}

/** Makes an empty queue; `soon` calls back a moment later, never in the stack of who publishes or acknowledges. */
export const createSimulatedQueue = (soon: (callback: () => void) => void): SimulatedQueue => {
  const ready: Stored[] = [];
  const consumers: Consumer[] = [];
  let expected = false;

  const nextConsumer = (): Consumer | undefined => {
    const free = consumers.findIndex((each) => each.isConnected() && each.unsettled.size < each.prefetch);
    const [consumer] = free < 0 ? [] : consumers.splice(free, 1);
    // To the end of the line, so that several take turns.
    if (consumer) consumers.push(consumer);
    return consumer;
  };

  const putBack = (stored: readonly Stored[]): void => {
    ready.unshift(...stored.map(({ message }) => ({ message, redelivered: true })));
    handOut();
  };

  const deliver = (consumer: Consumer, stored: Stored): void => {
    consumer.unsettled.add(stored);
    /** An acknowledgement over a connection that was lost in between means nothing. */
    const settle = (then: () => void): void => {
      if (!consumer.unsettled.delete(stored)) return;
      then();
      handOut();
    };
    const { message, redelivered } = stored;
    const { messageId, type, content } = message;
    consumer.take({
      messageId,
      type,
      // RabbitMQ adds a header to what comes again, so that it comes in the other form.
      content: redelivered ? inBinaryMode(content) : content,
      redelivered,
      ack: () => settle(() => {}),
      release: () => settle(() => putBack([stored])),
    });
  };

  const handOutNow = (): void => {
    expected = false;
    while (ready.length > 0) {
      const consumer = nextConsumer();
      const stored = consumer && ready.shift();
      if (!consumer || !stored) return;
      deliver(consumer, stored);
    }
  };
  const handOut = (): void => {
    if (expected) return;
    expected = true;
    soon(handOutNow);
  };

  return {
    add: (stored) => {
      ready.push(stored);
      handOut();
    },
    join: (consumer) => {
      consumers.push(consumer);
      handOut();
    },
    leave: (consumer, lost) => {
      const at = consumers.indexOf(consumer);
      if (at >= 0) consumers.splice(at, 1);
      if (!lost) return;
      const unsettled = [...consumer.unsettled];
      consumer.unsettled.clear();
      putBack(unsettled);
    },
    handOut,
    size: () => ready.length + consumers.reduce((sum, { unsettled }) => sum + unsettled.size, 0),
  };
};
