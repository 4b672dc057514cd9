import type { Clock } from '../clock.ts';
import { reached } from '../crash-points.ts';
import { Poison, Transient } from '../errors.ts';
import {
  type Broker,
  deadLetterQueue,
  type PublishResult,
  type Topology,
  type WireMessage,
} from './broker.ts';
import { createEmbeddedQueue, type EmbeddedQueue } from './embedded-queue.ts';
import { inBinaryMode } from './wire-content.ts';

/** What the embedded broker needs. */
export interface EmbeddedBrokerOptions {
  readonly topology: Topology;
  readonly clock: Clock;
}

const confirmed: PublishResult = { confirmed: true };
const unconfirmed = (reason: string): PublishResult => ({ confirmed: false, reason });

/**
 * A broker within the process that keeps nothing on disk and needs nothing there: a message counts as confirmed
 * only when every queue that it is routed to has acknowledged it, so until then it stays in its sender's outbox.
 * Its memory is bounded by what publishers await.
 *
 * A released message is delivered again after 50 ms, doubling up to 5 s. `close` answers outstanding publishes with
 * `broker/closed`. `subscribe` rejects with `broker/unknown-queue` for a queue that is not in the topology.
 */
export const createEmbeddedBroker = ({ topology, clock }: EmbeddedBrokerOptions): Broker => {
  const queues = new Map<string, EmbeddedQueue>();
  const routes = {
    command: new Map<string, Set<EmbeddedQueue>>(),
    event: new Map<string, Set<EmbeddedQueue>>(),
  };
  const outstanding = new Set<(result: PublishResult) => void>();
  let closed = false;

  const route = (kind: WireMessage['kind'], types: readonly string[], queue: EmbeddedQueue): void => {
    for (const type of types) {
      const bound = routes[kind].get(type) ?? new Set();
      routes[kind].set(type, bound.add(queue));
    }
  };
  for (const { queue: name, commands, events } of topology) {
    const queue = queues.get(name) ?? createEmbeddedQueue(clock);
    queues.set(name, queue);
    // Nothing is given up here, so it stays empty; it is there for who listens to it.
    queues.set(deadLetterQueue(name), createEmbeddedQueue(clock));
    route('command', commands, queue);
    route('event', events, queue);
  }

  const publishOne = (message: WireMessage): Promise<PublishResult> =>
    new Promise((resolve) => {
      if (closed) return resolve(unconfirmed('broker/closed'));
      const bound = routes[message.kind].get(message.type);
      if (bound === undefined) {
        return resolve(message.kind === 'event' ? confirmed : unconfirmed('broker/unroutable'));
      }
      let missing = bound.size;
      const onAck = () => {
        missing -= 1;
        if (missing > 0) return reached('relay.partly-confirmed');
        outstanding.delete(resolve);
        resolve(confirmed);
      };
      outstanding.add(resolve);
      // No receiver may be given an object of the sender's. Reading events from their text instead costs the same.
      const written = { ...message, content: inBinaryMode(message.content) };
      for (const queue of bound) queue.add(written, onAck);
    });

  return {
    publish: (messages) => Promise.all(messages.map(publishOne)),
    subscribe: async (queue, prefetch, onDelivery) => {
      if (closed) throw new Transient('broker/closed', 'The broker was closed', { queue });
      const known = queues.get(queue);
      if (known === undefined) {
        throw new Poison('broker/unknown-queue', 'The queue is not in the topology', { queue });
      }
      return known.subscribe(prefetch, onDelivery);
    },
    isReady: () => !closed,
    close: async () => {
      closed = true;
      for (const queue of queues.values()) queue.close();
      for (const resolve of outstanding) resolve(unconfirmed('broker/closed'));
      outstanding.clear();
    },
  };
};
