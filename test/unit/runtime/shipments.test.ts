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

const owners = new Map([
  ['Cook', 'kitchen'],
  ['Bake', 'kitchen'],
  ['Decant', 'cellar'],
]);
const shipped = (messages: readonly WireMessage[]) => asShipments(messages, (type) => owners.get(type));
const command = (id: string, type: string): WireMessage => ({ ...event(id, type), kind: 'command' });

const places = (messages: readonly WireMessage[]) => shipped(messages).map((each) => each.places);

describe('shipments', () => {
  test('hold events of all types, are routed by each of these, and say where each event was', () => {
    const [one, two, three] = [event('1', 'Sold'), event('2', 'Paid'), event('3', 'Sold')];
    const [mixed, ...others] = shipped([one, two, three]);
    assert.deepEqual(
      [mixed?.type, mixed?.routes, mixed?.places, others],
      ['events', ['Sold', 'Paid'], [0, 1, 2], []],
    );
    assert.deepEqual(
      mixed && readBatch(mixed.body)?.map((each) => ({ event: each })),
      [one, two, three].map(({ content }) => content),
    );
  });

  test('hold the commands of one queue, which is found by one of their types', () => {
    const commands = ['Cook', 'Decant', 'Bake'].map((type, index) => command(`${index}`, type));
    assert.deepEqual(
      shipped(commands).map(({ type, routes, places }) => [type, routes, places]),
      [
        ['commands', ['Cook'], [0, 2]],
        ['Decant', ['Decant'], [1]],
      ],
    );
  });

  test('hold commands that nobody owns by type, so that each is returned', () => {
    const commands = ['Sing', 'Dance', 'Sing', 'Cook'].map((type, index) => command(`${index}`, type));
    assert.deepEqual(places(commands), [[0, 2], [1], [3]]);
  });

  test('say of which type they are when it is one, and leave a message by itself as it is', () => {
    const [both, paid] = shipped([event('1', 'Sold'), command('2', 'Pay'), event('3', 'Sold')]);
    assert.deepEqual([both?.type, both?.routes, both?.places], ['Sold', ['Sold'], [0, 2]]);
    assert.deepEqual(paid, {
      messageId: '2',
      type: 'Pay',
      routes: ['Pay'],
      kind: 'command',
      headers: {
        'cloudEvents:specversion': '1.0',
        'cloudEvents:id': '2',
        'cloudEvents:type': 'Pay',
        traceparent: 't',
      },
      body: Buffer.from('{"text":""}'),
      contentType: 'application/json',
      places: [1],
    });
  });

  test('keep a command and an event of the same name apart', () => {
    assert.deepEqual(places([event('1', 'Sold'), command('2', 'Sold')]), [[0], [1]]);
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
    const [, last] = shipped(Array.from({ length: 33 }, (_, index) => event(`${index}`, 'Sold')));
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
