// needs: rabbitmq
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { connect } from 'amqplib';
import { createRabbitMqBroker } from '../../runtime/broker/rabbitmq-broker.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';
import { systemClock } from '../../runtime/clock.ts';
import { rabbitMqBrokers, takeOne } from '../support/rabbitmq-brokers.ts';
import { deleteRabbitMqNamespace, randomNamespace } from '../support/rabbitmq-namespace.ts';
import { brokerContract, contractTopology, message } from './broker-contract.ts';

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

describe('RabbitMQ', { timeout: 30_000 }, () => {
  const { makeBroker, names } = rabbitMqBrokers(url, contractTopology);

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
    const sent = message('command', 'Cook', '{"dish":"soup"}', { ce_subject: 'order-7' });
    await broker.publish([sent]);
    const connection = await connect(url);
    const channel = await connection.createChannel();
    const taken = await takeOne(channel, names().queue('kitchen'));
    channel.reject(taken, false);
    const dead = await takeOne(channel, names().deadLetterQueue('kitchen'));
    assert.equal(dead.properties.messageId, sent.messageId);
    assert.equal(dead.properties.headers?.ce_subject, 'order-7');
    assert.ok(dead.content.equals(inBinaryMode(sent.content).body));
    channel.ack(dead);
    await connection.close();
  });
});
