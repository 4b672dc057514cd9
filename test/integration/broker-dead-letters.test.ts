// needs: postgres rabbitmq
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import type { Broker } from '../../runtime/broker/broker.ts';
import { createRabbitMqBroker } from '../../runtime/broker/rabbitmq-broker.ts';
import { type RabbitMqNames, rabbitMqNames } from '../../runtime/broker/rabbitmq-topology.ts';
import { systemClock } from '../../runtime/clock.ts';
import { queueOf } from '../../runtime/service.ts';
import { type Database, openPostgres } from '../../runtime/store/database.ts';
import { createFaultyDatabase } from '../support/faulty-database.ts';
import { migratedPostgres } from '../support/migrated-postgres.ts';
import { deleteRabbitMqNamespace, randomNamespace } from '../support/rabbitmq-namespace.ts';
import { servers } from '../support/servers.ts';
import type { TestDatabase } from '../support/test-database.ts';
import { toyDefinition } from '../support/toy-definition.ts';
import { Add, Open } from '../support/toy-machine.ts';
import { closeToyServices, startToyService, type ToyService } from '../support/toy-service.ts';
import { waitFor } from '../support/wait-for.ts';
import { type HeldRow, heldRows } from './runtime/toy-database.ts';

const url = servers.rabbitmq.url.href;
const topology = [queueOf({ name: 'order', actors: [toyDefinition()], projections: [] })];

describe('what RabbitMQ gives up', { timeout: 60_000 }, () => {
  const namespace = randomNamespace();
  const names: RabbitMqNames = rabbitMqNames(namespace);
  let server: TestDatabase;
  let database: Database;
  let broker: Broker;
  let raw: ChannelModel;
  let channel: Channel;
  before(async () => {
    server = await migratedPostgres();
    database = openPostgres(server.url, 5, () => {});
    broker = await createRabbitMqBroker({ url, namespace, topology, clock: systemClock });
    await waitFor('the broker', () => broker.isReady());
    raw = await connect(url);
    channel = await raw.createChannel();
  });
  after(async () => {
    await closeToyServices();
    await broker.close();
    await raw.close();
    await deleteRabbitMqNamespace(url, namespace, topology);
    await database.destroy();
    await server.drop();
  });

  const start = (on = database): Promise<ToyService> =>
    startToyService(on, { clock: systemClock, around: () => broker });
  const isKept = (messageId: string): Promise<HeldRow> =>
    waitFor(`${messageId} among the dead letters`, async () =>
      (await heldRows(database)).find(({ message_id }) => message_id === messageId),
    );
  const queuesAreEmpty = () =>
    waitFor('empty queues', async () => {
      const queues = [names.queue('order'), names.deadLetterQueue('order')];
      const counts = await Promise.all(queues.map((queue) => channel.checkQueue(queue)));
      return counts.every(({ messageCount }) => messageCount === 0);
    });
  const giveUp = (messageId: string) =>
    channel.publish(names.deadLetters, 'order', Buffer.from([0, 255, 7]), {
      messageId,
      headers: { note: 'from somewhere' },
    });

  test('a message that is rejected at the server is a dead letter, whole', async () => {
    const body = Buffer.from('{"id":"a","by":1}');
    channel.publish(names.commands, Add.type, body, {
      messageId: 'rejected',
      type: Add.type,
      headers: { 'cloudEvents:correlationid': 'a/root' },
    });
    const taken = await waitFor('the message', () => channel.get(names.queue('order')));
    channel.reject(taken, false);
    const toys = await start();
    const row = await isKept('rejected');
    assert.deepEqual(
      [row.state, row.stream_id, row.error_code, row.type, row.correlation_id, row.attempts],
      ['dead', null, 'broker/dead-lettered', 'Add', 'a/root', 1],
    );
    assert.ok(body.equals(row.body));
    assert.match(JSON.stringify(row.headers['x-death'] ?? row.headers), /rejected/);
    await queuesAreEmpty();
    await toys.close();
  });

  test('a message that names nothing is kept with its bytes, and a second one counts', async () => {
    const toys = await start();
    giveUp('twice');
    giveUp('twice');
    await waitFor('both', async () => (await isKept('twice')).attempts === 2);
    assert.deepEqual([...(await isKept('twice')).body], [0, 255, 7]);
    await queuesAreEmpty();
    await toys.close();
  });

  test('it stays with the broker until it is stored', async () => {
    const faulty = createFaultyDatabase(database);
    const toys = await start(faulty.database);
    await toys.submit(Open, { id: 'b' });
    faulty.cut();
    giveUp('late');
    await waitFor('a delivery', async () => {
      const { messageCount } = await channel.checkQueue(names.deadLetterQueue('order'));
      return messageCount === 0;
    });
    await toys.close();
    assert.equal(
      (await heldRows(database)).some(({ message_id }) => message_id === 'late'),
      false,
    );
    const next = await start();
    await isKept('late');
    await queuesAreEmpty();
    await next.close();
  });
});
