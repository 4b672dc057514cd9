import {
  type Broker,
  deadLetterQueue,
  type PublishResult,
  type WireMessage,
} from '../../runtime/broker/broker.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';
import { reached } from '../../runtime/crash-points.ts';
import { cover } from './coverage.ts';
import { type Incarnation, never } from './incarnation.ts';
import { createMessageWays } from './message-ways.ts';
import { type Consumer, createSimulatedQueue, type SimulatedQueue } from './simulated-queue.ts';
import type { World } from './world.ts';

/** A broker on its own machine: durable, and reached over a network that delays, repeats and loses. */
export interface SimulatedBroker {
  /** The broker as one process reaches it. */
  connect(incarnation: Incarnation): Broker;
  /** Cuts the connection of a process for so long, in milliseconds. */
  disconnect(incarnation: Incarnation, milliseconds: number): void;
  /** Nothing is under way, waits or is being handled. */
  isEmpty(): boolean;
}

interface Connection {
  connected: boolean;
  /** Grows with every loss: what was under way before means nothing after. */
  epoch: number;
  readonly consumers: { readonly queue: SimulatedQueue; readonly consumer: Consumer }[];
}

const confirmed: PublishResult = { confirmed: true };
const unconfirmed = (reason: string): PublishResult => ({ confirmed: false, reason });

/** Makes the one of a run. */
export const createSimulatedBroker = (world: World): SimulatedBroker => {
  const { time, weather, trace, coverage } = world;
  const random = world.random.fork('broker');
  const connections = new Map<Incarnation, Connection>();
  const queues = new Map<string, SimulatedQueue>();
  const known = new Map<string, string>();
  const soon = (callback: () => void) => void time.schedule(0, callback);
  for (const { queue } of world.topology)
    for (const name of [queue, deadLetterQueue(queue)]) queues.set(name, createSimulatedQueue(soon));
  const ways = createMessageWays(world, random);

  const queuesFor = ({ kind, type }: WireMessage): string[] =>
    world.topology
      .filter(({ commands, events }) => (kind === 'command' ? commands : events).includes(type))
      .map(({ queue }) => queue);

  /** What has one id is one message, whoever publishes it and however often. */
  const recognize = (message: WireMessage): void => {
    const { headers, body } = inBinaryMode(message.content);
    const data: unknown = JSON.parse(body.toString());
    // What came back out of the outbox has its members in another order.
    const content = canonical([message.type, headers, data]);
    const before = known.get(message.messageId);
    if (before !== undefined && before !== content)
      world.violation(`two different messages bear the id ${message.messageId}:\n  ${before}\n  ${content}`);
    known.set(message.messageId, content);
  };

  const store = (message: WireMessage): void => {
    recognize(message);
    for (const name of queuesFor(message))
      ways.toQueue(name, message.messageId, () =>
        queues.get(name)?.add({ message: copyOf(message), redelivered: false }),
      );
  };

  /** Whoever hears no answer asks again: the receiver finds nothing in its inbox and answers once more. */
  const repeat = (message: WireMessage): void => {
    if (message.kind !== 'command' || !random.chance(weather.repeatedCommand)) return;
    cover(coverage, 'fault', 'command repeated under another id');
    const messageId = `${message.messageId}/repeated`;
    const { headers, body } = inBinaryMode(message.content);
    const content = { headers: { ...headers, 'cloudEvents:id': messageId }, body };
    time.schedule(random.magnitude(1, 3_600_000), () => store({ ...message, messageId, content }));
  };

  const publishOne = (
    incarnation: Incarnation,
    connection: Connection,
    message: WireMessage,
  ): Promise<PublishResult> =>
    new Promise((resolve) => {
      const { epoch } = connection;
      const answer = (result: PublishResult) => {
        if (!incarnation.isDead()) incarnation.run(() => resolve(result));
      };
      if (!connection.connected)
        return void time.schedule(random.magnitude(10, 10_000), () =>
          answer(unconfirmed('broker/unavailable')),
        );
      if (message.kind === 'command' && queuesFor(message).length === 0)
        return void ways.toBroker(() => answer(unconfirmed('broker/unroutable')));
      ways.toBroker(() => {
        const cut = connection.epoch !== epoch || incarnation.isDead();
        // What was on the wire when it was cut may or may not have come through.
        if (cut && random.chance(0.5)) {
          cover(coverage, 'fault', 'message lost with its connection');
          return answer(unconfirmed('broker/unavailable'));
        }
        store(message);
        repeat(message);
        const lost = cut || random.chance(weather.lostConfirm);
        if (lost) {
          cover(coverage, 'fault', 'lost confirm');
          trace.add('broker', `has ${message.type} ${message.messageId}, the confirm is lost`);
        }
        ways.toProcess(() => answer(lost ? unconfirmed('broker/unavailable') : confirmed));
      });
    });

  const loseConnection = (connection: Connection): void => {
    connection.epoch += 1;
    for (const { queue, consumer } of connection.consumers) queue.leave(consumer, true);
  };

  const connect = (incarnation: Incarnation): Broker => {
    const connection: Connection = { connected: true, epoch: 0, consumers: [] };
    connections.set(incarnation, connection);
    incarnation.onDeath(() => {
      connections.delete(incarnation);
      loseConnection(connection);
    });
    return {
      publish: async (messages) => {
        if (!incarnation.passes('broker')) return never();
        let missing = messages.length;
        const results = await Promise.all(
          messages.map(async (message) => {
            trace.add(incarnation.name, `publishes ${message.type} ${message.messageId}`);
            const result = await publishOne(incarnation, connection, copyOf(message));
            missing -= 1;
            if (missing > 0) reached('relay.partly-confirmed');
            return result;
          }),
        );
        return incarnation.passes('broker') ? results : never();
      },
      subscribe: async (name, prefetch, onDelivery) => {
        const queue = queues.get(name);
        if (!queue) throw new Error(`${name} is not in the topology`);
        if (!incarnation.passes('broker')) return never();
        const consumer: Consumer = {
          prefetch,
          unsettled: new Set(),
          isConnected: () => connection.connected,
          take: (delivery) => {
            const again = delivery.redelivered ? ' again' : '';
            trace.add(incarnation.name, `is given ${delivery.type} ${delivery.messageId}${again}`);
            const ack = () => {
              if (incarnation.isDead()) return;
              trace.add(incarnation.name, `acknowledges ${delivery.messageId}`);
              delivery.ack();
            };
            incarnation.run(() =>
              onDelivery({ ...delivery, ack, release: () => incarnation.isDead() || delivery.release() }),
            );
          },
        };
        queue.join(consumer);
        connection.consumers.push({ queue, consumer });
        return { stop: async () => queue.leave(consumer, false) };
      },
      isReady: () => connection.connected,
      close: async () => {
        connections.delete(incarnation);
        connection.connected = false;
        loseConnection(connection);
      },
    };
  };

  return {
    connect,
    disconnect: (incarnation, milliseconds) => {
      const connection = connections.get(incarnation);
      if (!connection?.connected) return;
      trace.add(incarnation.name, `loses the broker for ${milliseconds} ms`);
      cover(coverage, 'fault', 'broker connection lost');
      connection.connected = false;
      loseConnection(connection);
      time.schedule(milliseconds, () => {
        if (connections.get(incarnation) !== connection) return;
        connection.connected = true;
        for (const { queue, consumer } of connection.consumers) queue.join(consumer);
      });
    },
    isEmpty: () => ways.areEmpty() && [...queues.values()].every((queue) => queue.size() === 0),
  };
};

/** As it is now: nobody's object reaches anybody else. */
const copyOf = (message: WireMessage): WireMessage => {
  if (!('event' in message.content)) return message;
  return { ...message, content: { event: JSON.parse(JSON.stringify(message.content.event)) } };
};

const canonical = (value: unknown): string =>
  JSON.stringify(value, (_key, member: unknown) =>
    typeof member === 'object' && member !== null && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([one], [other]) => (one < other ? -1 : 1)))
      : member,
  );
