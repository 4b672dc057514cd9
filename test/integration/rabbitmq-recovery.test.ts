// needs: rabbitmq
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import type { Broker } from '../../runtime/broker/broker.ts';
import { createRabbitMqBroker } from '../../runtime/broker/rabbitmq-broker.ts';
import { keepChannel } from '../../runtime/broker/rabbitmq-channel.ts';
import { rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { RuntimeError } from '../../runtime/errors.ts';
import { collectDeliveries } from '../support/collected-deliveries.ts';
import { deleteRabbitMqNamespace, randomNamespace } from '../support/rabbitmq-namespace.ts';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';
import { cloudEvent, contractTopology, message } from './broker-contract.ts';

const url = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672';
const confirmed = { confirmed: true };
const unavailable = { confirmed: false, reason: 'broker/unavailable' };

/** A method frame of AMQP 0-9-1: type, channel, size, class, method, arguments, end. */
const frame = (channel: number, classId: number, methodId: number, ...rest: number[]): Buffer => {
  const head = Buffer.alloc(11);
  head.writeUInt8(1, 0);
  head.writeUInt16BE(channel, 1);
  head.writeUInt32BE(4 + rest.length, 3);
  head.writeUInt16BE(classId, 7);
  head.writeUInt16BE(methodId, 9);
  return Buffer.concat([head, Buffer.from([...rest, 0xce])]);
};
const ackOfUnknownTag = frame(1, 60, 80, 0, 0, 0, 0, 0, 1, 0xe2, 0x40, 0);
const blocked = frame(0, 10, 60, 3, ...Buffer.from('low'));
const unblocked = frame(0, 10, 61);

const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await pause(2);
};

describe('A broker on RabbitMQ whose connection is troubled', { timeout: 60_000 }, () => {
  let proxy: TcpProxy;
  let direct: ChannelModel;
  let server: Channel;
  let namespace: string;
  let names: ReturnType<typeof rabbitMqNames>;
  let problems: RuntimeError[];

  before(async () => {
    const { hostname, port } = new URL(url);
    proxy = await startTcpProxy(hostname, Number(port || 5672));
    direct = await connect(url);
    server = await direct.createChannel();
  });
  after(async () => {
    await direct.close();
    await proxy.close();
  });
  beforeEach(() => {
    namespace = randomNamespace();
    names = rabbitMqNames(namespace);
    problems = [];
    proxy.restore();
  });

  const makeBroker = (): Promise<Broker> => {
    const proxied = new URL(url);
    proxied.hostname = '127.0.0.1';
    proxied.port = String(proxy.port);
    const onProblem = (problem: RuntimeError) => problems.push(problem);
    return createRabbitMqBroker({
      url: proxied.href,
      namespace,
      topology: contractTopology,
      clock: systemClock,
      onProblem,
    });
  };
  const withBroker = async (use: (broker: Broker) => Promise<void>): Promise<void> => {
    const broker = await makeBroker();
    try {
      await use(broker);
    } finally {
      await broker.close();
      await deleteRabbitMqNamespace(url, namespace, contractTopology);
    }
  };
  const fact = (title: string, use: (broker: Broker) => Promise<void>) => test(title, () => withBroker(use));

  fact('reports messages as not confirmed during an outage and goes on after it', async (broker) => {
    const kitchen = await collectDeliveries(broker, 'kitchen', 1);
    assert.deepEqual(await broker.publish([message('command', 'Cook')]), [confirmed]);
    const held = await kitchen.nth(1);
    proxy.cut();
    await until(() => !broker.isReady());
    assert.deepEqual(await broker.publish([message('command', 'Cook')]), [unavailable]);
    held.ack();
    proxy.restore();
    await until(() => broker.isReady());
    const again = await kitchen.nth(2);
    assert.deepEqual([again.messageId, again.redelivered], [held.messageId, true]);
    held.release();
    again.ack();
    const next = message('command', 'Cook');
    assert.deepEqual(await broker.publish([next]), [confirmed]);
    assert.equal((await kitchen.nth(3)).messageId, next.messageId);
    assert.equal(problems[0]?.code, 'broker/unavailable');
  });

  fact(
    'brings all of a batch again of which a part was handed out when the connection broke',
    async (broker) => {
      const kitchen = await collectDeliveries(broker, 'kitchen', 2);
      const sent = Array.from({ length: 3 }, () => cloudEvent('command', 'Cook'));
      assert.deepEqual(await broker.publish(sent), [confirmed, confirmed, confirmed]);
      const held = [await kitchen.nth(1), await kitchen.nth(2)];
      proxy.cut();
      await until(() => !broker.isReady());
      for (const delivery of held) delivery.ack();
      proxy.restore();
      await until(() => broker.isReady());
      for (const nth of [3, 4, 5]) (await kitchen.nth(nth)).ack();
      assert.deepEqual(
        kitchen.deliveries.map(({ messageId, redelivered }) => [messageId, redelivered]),
        [
          ...sent.slice(0, 2).map(({ messageId }) => [messageId, false]),
          ...sent.map(({ messageId }) => [messageId, true]),
        ],
      );
      const next = message('command', 'Cook');
      assert.deepEqual(await broker.publish([next]), [confirmed]);
      assert.equal((await kitchen.nth(6)).messageId, next.messageId);
    },
  );

  fact('answers for every message that is under way when the connection breaks', async (broker) => {
    const large = { text: 'x'.repeat(2_048) };
    const sent = Array.from({ length: 4_000 }, (_, index) =>
      index % 2 === 0
        ? message('command', 'Cook', Buffer.alloc(2_048))
        : cloudEvent('command', 'Cook', large),
    );
    const early = broker.publish(sent.slice(0, 500));
    const late = broker.publish(sent.slice(500));
    assert.ok((await early).every((result) => result.confirmed));
    proxy.cut();
    const results = [...(await early), ...(await late)];
    assert.equal(results.length, sent.length);
    assert.ok(results.some((result) => !result.confirmed && result.reason === 'broker/unavailable'));
    const kept = new Set(sent.filter((_, index) => results[index]?.confirmed).map((one) => one.messageId));
    proxy.restore();
    const arrived = new Set<string | undefined>();
    await broker.subscribe('kitchen', 500, (delivery) => {
      arrived.add(delivery.messageId);
      delivery.ack();
    });
    await until(() => [...kept].every((messageId) => arrived.has(messageId)));
  });

  fact('opens a channel again that the server closed', async (broker) => {
    const kitchen = await collectDeliveries(broker, 'kitchen', 1, (delivery) => delivery.ack());
    proxy.inject('server', ackOfUnknownTag);
    await until(() => problems.length === 2);
    await until(() => broker.isReady());
    assert.match(String(problems[0]?.cause), /PRECONDITION_FAILED - unknown delivery tag 123456/);
    assert.deepEqual(await broker.publish([message('command', 'Cook')]), [confirmed]);
    await kitchen.nth(1);
  });

  fact('declares an exchange and a queue again that were deleted', async (broker) => {
    const kitchen = await collectDeliveries(broker, 'kitchen', 1, (delivery) => delivery.ack());
    await server.deleteExchange(names.commands);
    assert.deepEqual(await broker.publish([message('command', 'Cook')]), [unavailable]);
    await server.deleteQueue(names.queue('kitchen'));
    await until(() => problems.length === 2);
    await until(() => broker.isReady());
    assert.deepEqual(await broker.publish([message('command', 'Cook')]), [confirmed]);
    await kitchen.nth(1);
  });

  fact('answers at once while the server is blocked by an alarm', async (broker) => {
    proxy.inject('client', blocked);
    await until(() => !broker.isReady());
    assert.deepEqual(await broker.publish([message('event', 'TableTaken')]), [
      { confirmed: false, reason: 'broker/blocked' },
    ]);
    proxy.inject('client', unblocked);
    await until(() => broker.isReady());
    assert.deepEqual(await broker.publish([message('event', 'TableTaken')]), [confirmed]);
  });

  test('starts before the server does', async () => {
    proxy.cut();
    await withBroker(async (broker) => {
      assert.equal(broker.isReady(), false);
      assert.deepEqual(await broker.publish([message('command', 'Cook')]), [unavailable]);
      const kitchen = await collectDeliveries(broker, 'kitchen', 1, (delivery) => delivery.ack());
      const stopped = await collectDeliveries(broker, 'kitchen', 1);
      await stopped.subscription.stop();
      proxy.restore();
      await until(() => broker.isReady());
      assert.deepEqual(await broker.publish([message('command', 'Cook')]), [confirmed]);
      await kitchen.nth(1);
    });
  });

  fact('loses no acknowledgement that was given just before closing', async (broker) => {
    const kitchen = await collectDeliveries(broker, 'kitchen', 1_000);
    await broker.publish(Array.from({ length: 1_000 }, () => message('command', 'Cook')));
    await kitchen.nth(1_000);
    for (const delivery of kitchen.deliveries) delivery.ack();
    await broker.close();
    const queue = names.queue('kitchen');
    assert.equal(await server.get(queue), false);
  });

  test('stops trying at once when it is closed, also in the middle of a silent handshake', async () => {
    const silent = createServer();
    silent.listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = silent.address();
    assert.ok(address !== null && typeof address === 'object');
    const accepted = once(silent, 'connection');
    const kept = keepChannel({
      url: `amqp://127.0.0.1:${address.port}`,
      clock: systemClock,
      onProblem: (problem) => problems.push(problem),
      onOpen: async () => {},
      onClose: () => {},
    });
    await accepted;
    const began = performance.now();
    await kept.close();
    await kept.attempted;
    assert.ok(performance.now() - began < 5_000, 'half of what a connection is waited for');
    assert.deepEqual(problems, []);
    silent.close();
    await once(silent, 'close');
  });
});
