import type { Clock } from '../clock.ts';
import type { Delivery, Subscription, WireMessage } from './broker.ts';

/** One queue in memory. What waits in it is bounded by what publishers await. */
export interface EmbeddedQueue {
  /** Puts `message` behind the others; `onAck` is called once, when it was acknowledged. */
  add(message: WireMessage, onAck: () => void): void;
  subscribe(prefetch: number, onDelivery: (delivery: Delivery) => void): Subscription;
  /** Forgets everything; what is acknowledged or released afterwards has no effect. */
  close(): void;
}

interface Waiting {
  readonly message: WireMessage;
  readonly releases: number;
  readonly onAck: () => void;
}

interface Consumer {
  readonly prefetch: number;
  readonly onDelivery: (delivery: Delivery) => void;
  unsettled: number;
}

const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 5_000;

/** Makes an empty queue. */
export const createEmbeddedQueue = (clock: Clock): EmbeddedQueue => {
  const consumers = new Set<Consumer>();
  const pauses = new Set<() => void>();
  // A list with a moving head: taking from the front of an array of 100,000 costs more than handling the message.
  let waiting: Waiting[] = [];
  let head = 0;
  let handingOut = false;
  let closed = false;

  const take = (): Waiting | undefined => {
    const entry = waiting[head];
    if (entry === undefined) return undefined;
    head += 1;
    if (head * 2 > waiting.length) {
      waiting = waiting.slice(head);
      head = 0;
    }
    return entry;
  };

  const putBackLater = (entry: Waiting): void => {
    const wait = Math.min(FIRST_PAUSE * 2 ** entry.releases, LONGEST_PAUSE);
    const cancel = clock.schedule(wait, () => {
      pauses.delete(cancel);
      waiting.push({ ...entry, releases: entry.releases + 1 });
      handOutSoon();
    });
    pauses.add(cancel);
  };

  const toDelivery = (entry: Waiting, consumer: Consumer): Delivery => {
    let settled = false;
    const settle = (then: () => void) => {
      if (settled || closed) return;
      settled = true;
      consumer.unsettled -= 1;
      then();
      handOutSoon();
    };
    const { messageId, type, content } = entry.message;
    return {
      messageId,
      type,
      content,
      redelivered: entry.releases > 0,
      ack: () => settle(entry.onAck),
      release: () => settle(() => putBackLater(entry)),
    };
  };

  const nextConsumer = (): Consumer | undefined => {
    for (const consumer of consumers) {
      if (consumer.unsettled >= consumer.prefetch) continue;
      // To the end of the line, so that several consumers take turns.
      consumers.delete(consumer);
      consumers.add(consumer);
      return consumer;
    }
    return undefined;
  };

  const handOut = (): void => {
    handingOut = false;
    while (head < waiting.length) {
      const consumer = nextConsumer();
      const entry = consumer && take();
      if (consumer === undefined || entry === undefined) return;
      consumer.unsettled += 1;
      consumer.onDelivery(toDelivery(entry, consumer));
    }
  };

  // Never in the stack of who publishes or acknowledges: a handler must not run inside another one's step.
  const handOutSoon = (): void => {
    if (handingOut) return;
    handingOut = true;
    queueMicrotask(handOut);
  };

  return {
    add: (message, onAck) => {
      waiting.push({ message, releases: 0, onAck });
      handOutSoon();
    },
    subscribe: (prefetch, onDelivery) => {
      const consumer: Consumer = { prefetch, onDelivery, unsettled: 0 };
      consumers.add(consumer);
      handOutSoon();
      return {
        stop: async () => {
          consumers.delete(consumer);
        },
      };
    },
    close: () => {
      closed = true;
      for (const cancel of pauses) cancel();
      pauses.clear();
      consumers.clear();
      waiting = [];
      head = 0;
    },
  };
};
