// What is durable at the moment of each arrow. On PGlite, whose one session answers in the order of asking.
import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Broker } from '../../../runtime/broker/broker.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { createFaultyDatabase } from '../../support/faulty-database.ts';
import { newPGlite } from '../../support/new-pglite.ts';
import { Add, Arm, Open } from '../../support/toy-machine.ts';
import { closeToyServices, startToyService } from '../../support/toy-service.ts';
import { clearToys, countOf } from './toy-database.ts';

describe('the order of the arrows', () => {
  let database: Database;
  before(async () => {
    database = await newPGlite();
  });
  beforeEach(() => clearToys(database));
  after(async () => {
    await closeToyServices();
    await database.destroy();
  });

  const isRecorded = async (id: string | undefined): Promise<boolean> => {
    const { rows } = await sql`select 1 from "order".events where message_id = ${id}`.execute(database);
    return rows.length === 1;
  };

  const isInOutbox = async (id: string | undefined): Promise<boolean> => {
    const { rows } = await sql`select 1 from "order".outbox
      cross join json_to_recordset(steps) as step ("streamId" text, version integer, emitted json)
      cross join json_array_elements_text(emitted) as place
      where concat_ws('/', "streamId", version, place) = ${id}`.execute(database);
    return rows.length === 1;
  };

  test('a message is a fact of its stream when it is acknowledged', async () => {
    const found: Promise<boolean>[] = [];
    const around = (broker: Broker): Broker => ({
      ...broker,
      subscribe: (queue, prefetch, onDelivery) =>
        broker.subscribe(queue, prefetch, (delivery) =>
          onDelivery({
            ...delivery,
            ack: () => {
              found.push(isRecorded(delivery.messageId));
              delivery.ack();
            },
          }),
        ),
    });
    const toys = await startToyService(database, { around });
    await toys.send(Open, { id: 'a' });
    await toys.send(Add, { id: 'a', by: 1 });
    assert.deepEqual(await Promise.all(found.slice(0, 2)), [true, true]);
    await toys.close();
  });

  test('a message is in the outbox when it is published', async () => {
    const found: Promise<boolean>[] = [];
    const around = (broker: Broker): Broker => ({
      ...broker,
      publish: (messages) => {
        found.push(...messages.map(({ messageId }) => isInOutbox(messageId)));
        return broker.publish(messages);
      },
    });
    const toys = await startToyService(database, { around });
    await toys.submit(Open, { id: 'a' });
    await toys.submit(Add, { id: 'a', by: 1 });
    await toys.close();
    assert.deepEqual(await Promise.all(found), [true]);
  });

  test('the timers of a commit are set although its answer is lost', async () => {
    const faulty = createFaultyDatabase(database);
    const toys = await startToyService(faulty.database);
    await toys.submit(Open, { id: 'a' });
    faulty.loseAnswer('new_events');
    assert.equal((await toys.submit(Arm, { id: 'a' })).kind, 'duplicate');
    assert.equal(await countOf(database, 'timers'), 2);
    await toys.close();
  });
});
