// needs: rabbitmq
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { type Channel, connect, type GetMessage } from 'amqplib';
import type { Broker, Delivery, WireMessage } from '../../runtime/broker/broker.ts';
import { createRabbitMqBroker } from '../../runtime/broker/rabbitmq-broker.ts';
import { rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';
import { systemClock } from '../../runtime/clock.ts';
import { collectDeliveries } from '../support/collected-deliveries.ts';
import { deleteRabbitMqNamespace, randomNamespace } from '../support/rabbitmq-namespace.ts';
import { brokerContract, cloudEvent, contractTopology, message } from './broker-contract.ts';

const url = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672';

brokerContract('RabbitMQ', async (topology) => {
  const namespace = randomNamespace();
  const broker = await createRabbitMqBroker({ url, namespace, topology, clock: systemClock });
  return {
    broker,
    remove: async () => {
      await broker.close();
      await deleteRabbitMqNamespace(url, namespace, topology);
    },
  };
});

/** Waits until `queue` has a message. */
const bodyOf = (delivery: Delivery | undefined): Buffer | undefined =>
  delivery && inBinaryMode(delivery.content).body;

const takeOne = async (channel: Channel, queue: string): Promise<GetMessage> => {
  for (;;) {
    const taken = await channel.get(queue);
    if (taken) return taken;
    await pause(5);
  }
};

describe('RabbitMQ', { timeout: 30_000 }, () => {
  let namespace: string;
  const brokers: Broker[] = [];
  const makeBroker = async (): Promise<Broker> => {
    const broker = await createRabbitMqBroker({
      url,
      namespace,
      topology: contractTopology,
      clock: systemClock,
    });
    brokers.push(broker);
    return broker;
  };
  beforeEach(() => {
    namespace = randomNamespace();
  });
  afterEach(async () => {
    await Promise.all(brokers.splice(0).map((broker) => broker.close()));
    await deleteRabbitMqNamespace(url, namespace, contractTopology);
  });

  test('takes the same topology from five processes that start at once', async () => {
    const started = await Promise.all(Array.from({ length: 5 }, makeBroker));
    while (!started.every((broker) => broker.isReady())) await pause(5);
    const results = await Promise.all(started.map((broker) => broker.publish([message('command', 'Cook')])));
    assert.deepEqual(results.flat(), Array(5).fill({ confirmed: true }));
  });

  test('leaves its neighbours alone when a message cannot be put on the wire', async () => {
    const broker = await makeBroker();
    const fits = message('command', 'Cook');
    const results = await broker.publish([
      fits,
      message('command', 'Cook', Buffer.alloc(16 * 1024 * 1024 + 1)),
      message('command', 'Cook', '{}', { note: 'x'.repeat(100_000) }),
      { ...fits, messageId: 'x'.repeat(300) },
      fits,
    ]);
    const refused = { confirmed: false, reason: 'broker/not-encodable' };
    assert.deepEqual(results, [{ confirmed: true }, refused, refused, refused, { confirmed: true }]);
  });

  test('sets a message that is rejected at the server aside in the dead-letter queue', async () => {
    const broker = await makeBroker();
    const names = rabbitMqNames(namespace);
    const sent = message('command', 'Cook', '{"dish":"soup"}', { ce_subject: 'order-7' });
    await broker.publish([sent]);
    const connection = await connect(url);
    const channel = await connection.createChannel();
    const taken = await takeOne(channel, names.queue('kitchen'));
    channel.reject(taken, false);
    const dead = await takeOne(channel, names.deadLetterQueue('kitchen'));
    assert.equal(dead.properties.messageId, sent.messageId);
    assert.equal(dead.properties.headers?.ce_subject, 'order-7');
    assert.ok(dead.content.equals(inBinaryMode(sent.content).body));
    channel.ack(dead);
    await connection.close();
  });

  const three = (): readonly WireMessage[] =>
    ['soup', 'stew', 'roast'].map((dish) => cloudEvent('command', 'Cook', { dish }));

  test('carries messages of one type that are published together as one message', async () => {
    const broker = await makeBroker();
    const sent = [...three(), cloudEvent('event', 'TableTaken'), cloudEvent('event', 'DishServed')];
    assert.deepEqual(await broker.publish(sent), Array(5).fill({ confirmed: true }));
    const connection = await connect(url);
    const channel = await connection.createChannel();
    const queued = await Promise.all(
      ['kitchen', 'cellar'].map(async (queue) =>
        channel.checkQueue(rabbitMqNames(namespace).queue(queue)).then(({ messageCount }) => messageCount),
      ),
    );
    await connection.close();
    assert.deepEqual(queued, [2, 2]);
    const kitchen = await collectDeliveries(broker, 'kitchen', 10, (delivery) => delivery.ack());
    await kitchen.nth(4);
    assert.deepEqual(
      kitchen.deliveries.map(({ messageId }) => messageId),
      sent.slice(0, 4).map(({ messageId }) => messageId),
    );
  });

  test('brings all of them again when one is released, and none when all are acknowledged', async () => {
    const broker = await makeBroker();
    const sent = three();
    const kitchen = await collectDeliveries(broker, 'kitchen', 10, (delivery) =>
      delivery.messageId === sent[1]?.messageId && !delivery.redelivered
        ? delivery.release()
        : delivery.ack(),
    );
    await broker.publish(sent);
    await broker.publish([await kitchen.nth(6).then(() => message('command', 'Cook', '"the last"'))]);
    await kitchen.nth(7);
    assert.deepEqual(
      kitchen.deliveries.map(({ messageId, redelivered }) => [messageId, redelivered]).slice(0, 6),
      [false, true].flatMap((again) => sent.map(({ messageId }) => [messageId, again])),
    );
    const [first, again] = [kitchen.deliveries[0], kitchen.deliveries[3]];
    assert.ok(first && again && 'body' in again.content);
    assert.deepEqual(first.content, sent[0]?.content);
    const { headers, body } = inBinaryMode(first.content);
    // Its queue has added how often it came.
    assert.equal(again.content.headers['x-delivery-count'], 1);
    assert.deepEqual({ ...again.content.headers, ...headers }, again.content.headers);
    assert.deepEqual(again.content.body, body);
    assert.equal(bodyOf(kitchen.deliveries[6])?.toString(), '"the last"');
  });

  test('gives back what a stopped subscription had not handed out yet', async () => {
    const broker = await makeBroker();
    const sent = three();
    const first = await collectDeliveries(broker, 'kitchen', 2);
    await broker.publish(sent);
    const held = [await first.nth(1), await first.nth(2)];
    await first.subscription.stop();
    for (const delivery of held) delivery.ack();
    const second = await collectDeliveries(broker, 'kitchen', 2, (delivery) => delivery.ack());
    await second.nth(3);
    assert.deepEqual(
      second.deliveries.map(({ messageId }) => messageId),
      sent.map(({ messageId }) => messageId),
    );
    assert.equal(first.deliveries.length, 2);
  });

  test('hands out whole what claims to be a batch and is none, and what the server gave up message by message', async () => {
    const broker = await makeBroker();
    const names = rabbitMqNames(namespace);
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    const deep = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;
    const notBatches = [
      'no JSON',
      '[]',
      '{}',
      '[{"id":"1","type":"Cook"}]',
      '[{"id":"1","data":{}}]',
      '[{"id":"1","type":"Cook","weight":1,"data":{}}]',
      `[{"id":"1","type":"Cook","data":${deep}}]`,
      `[{"id":"1","type":"Cook","data":"${'x'.repeat(1024 * 1024)}"}]`,
      Buffer.from('[{"id":"1","type":"Cook","data":"\xff"}]', 'latin1'),
    ].map((body) => Buffer.from(body));
    for (const body of notBatches)
      channel.publish(names.commands, 'Cook', body, { contentType: 'application/cloudevents-batch+json' });
    await channel.waitForConfirms();
    const kitchen = await collectDeliveries(broker, 'kitchen', 10, (delivery) => delivery.ack());
    await kitchen.nth(notBatches.length);
    for (const [index, body] of notBatches.entries())
      assert.ok(bodyOf(kitchen.deliveries[index])?.equals(body), `${body.subarray(0, 60)}`);
    await kitchen.subscription.stop();

    const sent = three();
    await broker.publish(sent);
    channel.reject(await takeOne(channel, names.queue('kitchen')), false);
    const dead = await collectDeliveries(broker, 'kitchen.dead-letters', 10, (delivery) => delivery.ack());
    await dead.nth(3);
    assert.deepEqual(
      dead.deliveries.map(({ messageId, content }) => [
        messageId,
        inBinaryMode(content).headers['x-first-death-reason'],
      ]),
      sent.map(({ messageId }) => [messageId, 'rejected']),
    );
    await connection.close();
  });
});
