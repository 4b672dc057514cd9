import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { ConfirmChannel, ConsumeMessage } from 'amqplib';
import { createRabbitMqAcks } from '../../../runtime/broker/rabbitmq-acks.ts';
import { createManualClock } from '../../support/manual-clock.ts';

const prefetch = 10;

/** Deliveries 1 to `count` on a channel that writes down what is sent on it: a `+` stands for those before it, too. */
const channelWith = (count: number) => {
  const sent: string[] = [];
  const clock = createManualClock();
  const channel: Pick<ConfirmChannel, 'ack' | 'nack'> = {
    ack: ({ fields }, upTo) => void sent.push(`ack ${fields.deliveryTag}${upTo ? '+' : ''}`),
    nack: ({ fields }) => void sent.push(`nack ${fields.deliveryTag}`),
  };
  const acks = createRabbitMqAcks(channel, prefetch, clock);
  const deliveries = Array.from({ length: count }, (_, index): ConsumeMessage => {
    const fields = {
      deliveryTag: index + 1,
      redelivered: false,
      exchange: '',
      routingKey: '',
      consumerTag: '',
    };
    return { content: Buffer.of(), fields, properties: Object.create(null) };
  });
  for (const delivery of deliveries) acks.delivered(delivery);
  return { sent, clock, acks, deliveries };
};

describe('acks', () => {
  test('wait a tenth of a second for others, and are one', async () => {
    const { sent, clock, acks, deliveries } = channelWith(3);
    for (const delivery of deliveries.slice(0, 2)) acks.ack(delivery);
    clock.advance(99);
    await Promise.resolve();
    assert.deepEqual(sent, []);
    clock.advance(1);
    assert.deepEqual(sent, ['ack 2+']);
    assert.equal(clock.waiting(), 0);
  });

  test('are one for those without a gap before them, and one for each of the others', () => {
    const { sent, clock, acks, deliveries } = channelWith(5);
    for (const place of [3, 0, 1, 4]) acks.ack(deliveries[place] ?? assert.fail());
    clock.advance(100);
    assert.deepEqual(sent, ['ack 2+', 'ack 4', 'ack 5']);
  });

  test('do not wait when they are half of what may be out', async () => {
    const { sent, acks, deliveries } = channelWith(6);
    for (const delivery of deliveries.slice(0, 5)) acks.ack(delivery);
    await Promise.resolve();
    assert.deepEqual(sent, ['ack 5+']);
  });

  test('do not wait once there is hurry, those that waited neither', async () => {
    const { sent, acks, deliveries } = channelWith(3);
    const [first = assert.fail(), second = assert.fail(), third = assert.fail()] = deliveries;
    acks.ack(first);
    acks.hurry();
    await Promise.resolve();
    acks.ack(second);
    acks.ack(third);
    await Promise.resolve();
    assert.deepEqual(sent, ['ack 1+', 'ack 3+']);
  });

  test('are not sent on a channel that is gone', () => {
    const { sent, clock, acks, deliveries } = channelWith(1);
    acks.ack(deliveries[0] ?? assert.fail());
    acks.end();
    clock.advance(100);
    assert.deepEqual(sent, []);
  });
});
