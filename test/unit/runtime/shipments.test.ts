import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { WireMessage } from '../../../runtime/broker/broker.ts';
import { readBatch } from '../../../runtime/broker/cloud-events-batch.ts';
import { asShipments } from '../../../runtime/broker/shipments.ts';
import { inBinaryMode } from '../../../runtime/broker/wire-content.ts';

const event = (id: string, type: string, text = ''): WireMessage => ({
  messageId: id,
  type,
  kind: 'event',
  content: { event: { specversion: '1.0', id, type, traceparent: 't', data: { text } } },
});

const places = (messages: readonly WireMessage[]) => asShipments(messages).map((each) => each.places);

describe('shipments', () => {
  test('hold the messages of one type, and say where each of them was', () => {
    const [one, two, three] = [event('1', 'Sold'), event('2', 'Paid'), event('3', 'Sold')];
    const [sold, paid] = asShipments([one, two, three]);
    assert.ok(sold);
    assert.deepEqual(sold.places, [0, 2]);
    assert.deepEqual(
      readBatch(sold.body)?.map((each) => ({ event: each })),
      [one.content, three.content],
    );
    assert.deepEqual(paid, {
      messageId: '2',
      type: 'Paid',
      kind: 'event',
      headers: {
        'cloudEvents:specversion': '1.0',
        'cloudEvents:id': '2',
        'cloudEvents:type': 'Paid',
        traceparent: 't',
      },
      body: Buffer.from('{"text":""}'),
      contentType: 'application/json',
      places: [1],
    });
  });

  test('keep a command and an event of the same name apart', () => {
    assert.deepEqual(places([event('1', 'Sold'), { ...event('2', 'Sold'), kind: 'command' }]), [[0], [1]]);
  });

  test('leave alone what is more or less than a CloudEvent', () => {
    const [one, two, three] = [event('1', 'Sold'), event('2', 'Sold'), event('3', 'Sold')];
    const { headers, body } = inBinaryMode(two.content);
    const noted = { ...two, content: { headers: { ...headers, note: 'fragile' }, body } };
    const nameless = event('', 'Sold');
    const bare = { ...two, content: { headers: {}, body } };
    assert.deepEqual(places([one, noted, three, nameless, bare]), [[0, 2], [1], [3], [4]]);
  });

  test('are of 32 messages at most, and one that is left over travels by itself', () => {
    const [, last] = asShipments(Array.from({ length: 33 }, (_, index) => event(`${index}`, 'Sold')));
    assert.deepEqual([last?.messageId, last?.contentType], ['32', 'application/json']);
    const many = Array.from({ length: 75 }, (_, index) => event(`${index}`, 'Sold'));
    assert.deepEqual(
      places(many).map(({ length }) => length),
      [32, 32, 11],
    );
  });

  test('are of 64 KiB at most, unless a single one is longer', () => {
    // Two bytes a letter.
    const sizes = [14_000, 14_000, 14_000, 50_000, 14_000];
    const large = sizes.map((size, index) => event(`${index}`, 'Sold', 'ä'.repeat(size)));
    assert.deepEqual(places(large), [[0, 1], [2, 4], [3]]);
  });
});
