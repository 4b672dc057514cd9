// needs: rabbitmq
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { connect } from 'amqplib';
import type { Delivery, WireMessage } from '../../runtime/broker/broker.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';
import { collectDeliveries } from '../support/collected-deliveries.ts';
import { rabbitMqBrokers, takeOne } from '../support/rabbitmq-brokers.ts';
import { cloudEvent, contractTopology, message } from './broker-contract.ts';

const url = process.env.RABBITMQ_URL ?? 'amqp://guest:guest@127.0.0.1:5672';

const bodyOf = (delivery: Delivery | undefined): Buffer | undefined =>
  delivery && inBinaryMode(delivery.content).body;

describe('batches of messages on RabbitMQ', { timeout: 30_000 }, () => {
  const { makeBroker, names } = rabbitMqBrokers(url, contractTopology);

  const three = (): readonly WireMessage[] =>
    ['soup', 'stew', 'roast'].map((dish) => cloudEvent('command', 'Cook', { dish }));

  test('carries events of all types as one message, and hands out only those that a queue listens to', async () => {
    const broker = await makeBroker();
    const sent = ['DishServed', 'TableTaken', 'DishBurnt', 'TableTaken'].map((type) =>
      cloudEvent('event', type),
    );
    assert.deepEqual(await broker.publish(sent), Array(4).fill({ confirmed: true }));
    await broker.publish([cloudEvent('event', 'DishServed'), cloudEvent('event', 'DishBurnt')]);
    await broker.publish([cloudEvent('command', 'Cook')]);
    const connection = await connect(url);
    const channel = await connection.createChannel();
    const [kitchen, cellar] = ['kitchen', 'cellar'].map((queue) => names().queue(queue));
    assert.deepEqual(
      [
        (await channel.checkQueue(`${kitchen}`)).messageCount,
        (await channel.checkQueue(`${cellar}`)).messageCount,
      ],
      [2, 2],
    );
    await connection.close();
    const cooks = await collectDeliveries(broker, 'kitchen', 10, (delivery) => delivery.ack());
    const waiters = await collectDeliveries(broker, 'cellar', 10, (delivery) => delivery.ack());
    await Promise.all([cooks.nth(3), waiters.nth(4)]);
    assert.deepEqual(
      [cooks, waiters].map(({ deliveries }) => deliveries.map(({ type }) => type)),
      [
        ['TableTaken', 'TableTaken', 'Cook'],
        ['DishServed', 'TableTaken', 'TableTaken', 'DishServed'],
      ],
    );
    assert.equal(cooks.deliveries[0]?.messageId, sent[1]?.messageId);
    assert.deepEqual(cooks.deliveries[0]?.content, sent[1]?.content, 'no header tells of the other types');
  });

  test('forgets a batch in which there is nothing for the queue', async () => {
    const broker = await makeBroker();
    const connection = await connect(url);
    const channel = await connection.createConfirmChannel();
    // As if an earlier release had bound the queue to what nobody takes any more.
    await channel.bindQueue(names().queue('kitchen'), names().events, 'DishBurnt');
    await broker.publish(['DishServed', 'DishBurnt'].map((type) => cloudEvent('event', type)));
    const kitchen = await collectDeliveries(broker, 'kitchen', 1, (delivery) => delivery.ack());
    await broker.publish([cloudEvent('command', 'Cook')]);
    assert.equal((await kitchen.nth(1)).type, 'Cook');
    await kitchen.subscription.stop();
    await broker.close();
    assert.equal((await channel.checkQueue(names().queue('kitchen'))).messageCount, 0);
    await connection.close();
  });

  test('carries commands of one queue that are published together as one message', async () => {
    const broker = await makeBroker();
    const sent = [...three(), cloudEvent('event', 'TableTaken'), cloudEvent('event', 'DishServed')];
    assert.deepEqual(await broker.publish(sent), Array(5).fill({ confirmed: true }));
    const connection = await connect(url);
    const channel = await connection.createChannel();
    const queued = await Promise.all(
      ['kitchen', 'cellar'].map(async (queue) =>
        channel.checkQueue(names().queue(queue)).then(({ messageCount }) => messageCount),
      ),
    );
    await connection.close();
    assert.deepEqual(queued, [2, 1]);
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
      channel.publish(names().commands, 'Cook', body, { contentType: 'application/cloudevents-batch+json' });
    await channel.waitForConfirms();
    const kitchen = await collectDeliveries(broker, 'kitchen', 10, (delivery) => delivery.ack());
    await kitchen.nth(notBatches.length);
    for (const [index, body] of notBatches.entries())
      assert.ok(bodyOf(kitchen.deliveries[index])?.equals(body), `${body.subarray(0, 60)}`);
    await kitchen.subscription.stop();

    const sent = three();
    await broker.publish(sent);
    channel.reject(await takeOne(channel, names().queue('kitchen')), false);
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
