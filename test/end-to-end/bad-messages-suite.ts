import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { type ConfirmChannel, connect } from 'amqplib';
import { sql } from 'kysely';
import { rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';
import { queueOf } from '../../runtime/service.ts';
import { serviceDefinitions } from '../oracle/service-definitions.ts';
import { reachEndState } from '../support/end-state.ts';
import { servers } from '../support/servers.ts';
import type { System } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

interface BadMessage {
  readonly name: string;
  readonly code: string;
  readonly body: Buffer;
  /** Beside or instead of what a good message has; undefined takes it away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Another type than the one that the service listens to. */
  readonly type?: string;
}

const badMessages: readonly BadMessage[] = [
  { name: 'no JSON', code: 'message/malformed', body: Buffer.from('{"orderId": ') },
  { name: 'no UTF-8', code: 'message/malformed', body: Buffer.from([0x22, 0xff, 0xfe, 0x22]) },
  { name: 'other data', code: 'message/invalid-data', body: Buffer.from('{"order":42}') },
  { name: 'a number', code: 'message/invalid-data', body: Buffer.from('7') },
  { name: 'an unknown type', code: 'message/unknown-type', body: Buffer.from('{}'), type: 'OrderEaten' },
  {
    name: 'a schema version from the future',
    code: 'message/from-the-future',
    body: Buffer.from('{}'),
    headers: { 'cloudEvents:schemaversion': '99' },
  },
  {
    name: 'no schema version',
    code: 'message/missing-header',
    body: Buffer.from('{}'),
    headers: { 'cloudEvents:schemaversion': undefined },
  },
  {
    name: 'no type',
    code: 'message/missing-header',
    body: Buffer.from('{}'),
    headers: { 'cloudEvents:type': undefined },
  },
  { name: '5 MB', code: 'message/too-large', body: Buffer.alloc(5 * 1024 * 1024, 'x') },
];

interface HeldRow {
  readonly messageId: string;
  readonly code: string;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly attempts: number;
}

/** Messages that no service can handle, from the broker. */
export const describeBadMessages = (get: () => System): void => {
  describe('bad messages from the broker', () => {
    test('are set aside whole by every service, once, and the queues go on', async () => {
      const system = get();
      const { shop, processes } = system;
      await shop.stock('BAD', 10);
      const connection = await connect(servers.rabbitmq.url.href, { noDelay: true });
      const channel = await connection.createConfirmChannel();
      const names = rabbitMqNames(processes.namespace);
      const sent = new Map<string, ReturnType<typeof publish>>();
      for (const definition of serviceDefinitions) {
        const { queue, commands, events } = queueOf(definition);
        for (const bad of badMessages) {
          const published = publish(channel, names.queue(queue), commands[0] ?? events[0] ?? '', bad);
          sent.set(published.messageId, { ...published, service: queue });
        }
      }
      await channel.waitForConfirms();
      await connection.close();

      // Each queue keeps its order: what this order sets off everywhere comes after the bad messages.
      await shop.placeAndSettle({ sku: 'BAD' });
      for (const { name } of serviceDefinitions) {
        const rows = await waitFor(`${name} to set all aside`, async () => {
          const held = await heldMessages(system, name);
          return held.length >= badMessages.length && held;
        });
        assert.equal(rows.length, badMessages.length);
        for (const { messageId, code, body, headers, attempts } of rows) {
          const message = sent.get(messageId);
          assert.ok(message, `${messageId} was sent`);
          assert.deepEqual([message.service, code, attempts], [name, message.code, 1], message.name);
          assert.ok(body.equals(message.body), `${message.name}: the body is kept byte by byte`);
          for (const [header, value] of Object.entries(message.headers)) assert.equal(headers[header], value);
        }
        await sql`delete from ${sql.table(`${name}.held_messages`)}`.execute(processes.database);
      }
      await reachEndState(system);
    });
  });
};

const publish = (channel: ConfirmChannel, queue: string, listensTo: string, bad: BadMessage) => {
  const messageId = `bad-${randomUUID()}`;
  const type = bad.type ?? listensTo;
  const given: Record<string, string | undefined> = {
    'cloudEvents:specversion': '1.0',
    'cloudEvents:id': messageId,
    'cloudEvents:type': type,
    'cloudEvents:source': 'test',
    'cloudEvents:subject': 'test-1',
    'cloudEvents:time': new Date().toISOString(),
    'cloudEvents:schemaversion': '1',
    'cloudEvents:subjectversion': '1',
    'cloudEvents:correlationid': 'test-1',
    'cloudEvents:causationid': 'test-1',
    ...bad.headers,
  };
  const headers = Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  channel.sendToQueue(queue, bad.body, { messageId, type, headers, persistent: true });
  return { messageId, headers, body: bad.body, code: bad.code, name: bad.name, service: queue };
};

const heldMessages = async ({ processes }: System, service: string): Promise<readonly HeldRow[]> => {
  const { rows } =
    await sql<HeldRow>`select message_id as "messageId", error_code as code, body, headers, attempts
    from ${sql.table(`${service}.held_messages`)}`.execute(processes.database);
  return rows;
};
