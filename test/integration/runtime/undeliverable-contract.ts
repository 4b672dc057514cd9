import assert from 'node:assert/strict';
import { before, beforeEach, describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Broker, WireMessage } from '../../../runtime/broker/broker.ts';
import { inBinaryMode } from '../../../runtime/broker/wire-content.ts';
import { toWire } from '../../../runtime/delivery/wire-message.ts';
import { Poison } from '../../../runtime/errors.ts';
import type { Database } from '../../../runtime/store/database.ts';
import { Add, Open, poisonousNumber } from '../../support/toy-machine.ts';
import { toyMessage } from '../../support/toy-message.ts';
import { startToyService, type ToyService } from '../../support/toy-service.ts';
import { createTroubledToys } from '../../support/troubled-toys.ts';
import { waitFor } from '../../support/wait-for.ts';
import { countOf, heldRows, nothingHeld, rowsOf } from './toy-database.ts';

const good = toWire(toyMessage(Add, { id: 'a', by: 1 }, 'bad'), 'command');
const { headers, body } = inBinaryMode(good.content);
const withHeaders = (changed: Readonly<Record<string, string>>, bytes = body): WireMessage => ({
  ...good,
  content: { headers: { ...headers, ...changed }, body: bytes },
});
const withBody = (bytes: string | Buffer): WireMessage => ({
  ...good,
  content: { headers, body: Buffer.from(bytes) },
});

/** What no actor can be given, and what no broker takes, on a database. */
export const undeliverableContract = (given: () => Database): void => {
  describe('messages that cannot be delivered', () => {
    let database: Database;
    let toys: ToyService;
    let broker: Broker | undefined;
    const trouble = createTroubledToys();
    before(() => {
      database = given();
    });
    const start = async () => {
      toys = await startToyService(database, {
        definition: trouble.definition,
        around: (each) => {
          broker = each;
          return each;
        },
      });
    };
    beforeEach(async () => {
      await start();
      await toys.submit(Open, { id: 'a' });
    });
    /** Resolves when it was acknowledged. */
    const deliver = async (message: WireMessage) =>
      assert.deepEqual(await broker?.publish([message]), [{ confirmed: true }]);

    const hopeless: readonly [name: string, code: string, message: WireMessage][] = [
      ['is not JSON', 'message/malformed', withBody('{"id": "a", "by": ')],
      ['is not UTF-8', 'message/malformed', withBody(Buffer.from([0x22, 0xff, 0x00, 0x22]))],
      ['is empty', 'message/malformed', withBody('')],
      ['has five megabytes', 'message/too-large', withBody(Buffer.alloc(5 * 1024 * 1024, 'x'))],
      ['has invalid data', 'message/invalid-data', withBody('{"id":"a","by":"one"}')],
      [
        'has text that cannot be stored',
        'message/invalid-data',
        withBody('{"id":"a","by":1,"note":"\\u0000"}'),
      ],
      ['has an unknown type', 'message/unknown-type', withHeaders({ 'cloudEvents:type': 'Juggle' })],
      ['is from the future', 'message/from-the-future', withHeaders({ 'cloudEvents:schemaversion': '7' })],
      ['lacks an attribute', 'message/missing-header', withHeaders({ 'cloudEvents:id': '' })],
      [
        'has headers that cannot be stored',
        'message/missing-header',
        withHeaders({ 'cloudEvents:id': 'x\0', 'n\0': '' }),
      ],
    ];
    for (const [name, code, message] of hopeless)
      test(`one that ${name} is a dead letter of no actor, whole, and a second one counts`, async () => {
        await deliver(message);
        await deliver(message);
        const [row, ...more] = await heldRows(database);
        assert.ok(row);
        assert.deepEqual(more, []);
        assert.deepEqual(
          [row.state, row.stream_id, row.error_code, row.attempts, row.message_id, row.type],
          ['dead', null, code, 2, 'bad', 'Add'],
        );
        const sent = inBinaryMode(message.content);
        assert.ok(sent.body.equals(row.body));
        assert.equal(row.headers['cloudEvents:source'], 'test');
        assert.equal(Object.keys(row.headers).length, Object.keys(sent.headers).length);
        await toys.send(Add, { id: 'a', by: 1 });
        assert.equal((await toys.read('a'))?.version, 2);
        await toys.close();
      });

    const endless = Array.from({ length: 900 }, (_, index) => (index * 7919).toString(36)).join('-');
    const unstorable: readonly [name: string, message: WireMessage][] = [
      // Refused, so that the inbox is to have its id.
      ['fits into no index', withHeaders({ 'cloudEvents:id': endless }, Buffer.from('{"id":"a","by":-1}'))],
      ['holds a separator of rows', withHeaders({ 'cloudEvents:id': 'first\x1esecond' })],
    ];
    for (const [name, wire] of unstorable)
      test(`one whose id ${name} fails alone`, async () => {
        await Promise.all([
          deliver(wire),
          toys.send(Add, { id: 'a', by: 1 }),
          toys.submit(Open, { id: 'b' }),
        ]);
        const [row] = await heldRows(database);
        assert.deepEqual([row?.state, row?.error_code], ['dead', 'message/unstorable']);
        assert.equal((await toys.read('b'))?.version, 1);
        await toys.close();
      });

    test('one that came good after a bad one of the same id fails behind the others of its actor', async () => {
      await deliver(withBody('{'));
      trouble.fail('first', new Poison('toy/poison', 'never'));
      await toys.send(Add, { id: 'a', by: 1 }, 'first');
      await deliver(good);
      // A copy that cannot be read changes nothing about it.
      await deliver(withBody('{'));
      const rows = await heldRows(database);
      assert.deepEqual(
        rows.map(({ message_id, stream_id, state, attempts }) => [message_id, stream_id, state, attempts]),
        [
          ['first', 'toy-a', 'dead', 1],
          ['bad', 'toy-a', 'parked', 0],
        ],
      );
      assert.ok(body.equals(rows[1]?.body ?? Buffer.of()));
      trouble.mend('first');
      await toys.close();
    });

    /** Toys whose counts the broker refuses for this reason, until it is mended. */
    const startRefusing = async (reason: string) => {
      let asked = 0;
      const refusing = await startToyService(database, {
        around: (each) => ({
          ...each,
          publish: async (messages) => {
            asked += messages.length;
            return messages.map(() => ({ confirmed: false, reason }));
          },
        }),
      });
      await refusing.submit(Add, { id: 'a', by: 3 });
      return { refusing, asked: () => asked };
    };

    for (const [reason, limit] of [
      ['broker/unroutable', 10],
      ['broker/not-encodable', 1],
    ] as const)
      test(`an outgoing one that is refused as ${reason} is a dead letter after ${limit}`, async () => {
        await toys.close();
        const { refusing, asked } = await startRefusing(reason);
        await waitFor('an empty outbox', async () => (await countOf(database, 'outbox')) === 0);
        const [row, ...more] = await heldRows(database);
        assert.deepEqual(more, []);
        assert.deepEqual(
          [row?.state, row?.kind, row?.stream_id, row?.message_id, row?.error_code],
          ['dead', 'outgoing', null, 'toy-a/2/0', reason],
        );
        assert.equal(String(Buffer.from(row?.body ?? [])), '{"count":3}');
        assert.equal(asked(), limit);
        // It does not hold up its sender.
        assert.equal((await refusing.submit(Add, { id: 'a', by: 1 })).kind, 'accepted');
        await refusing.close();
      });

    test('an outgoing one that nobody could take for a while stays in the outbox', async () => {
      await toys.close();
      const { refusing, asked } = await startRefusing('broker/not-connected');
      await waitFor('many attempts', () => asked() > 15);
      assert.deepEqual(await heldRows(database), []);
      await refusing.close();
      await start();
      await waitFor('an empty outbox', async () => (await countOf(database, 'outbox')) === 0);
      await toys.close();
    });

    test('one whose actor cannot be read is a dead letter of that actor', async () => {
      await toys.submit(Add, { id: 'a', by: 1 });
      await toys.close();
      // A fact that the machine cannot bear any more, and no snapshot beside it.
      const rewrite = (by: number) =>
        sql`update ${sql.table('order.events')} set data = ${JSON.stringify({ by })}::jsonb
          where type = 'Added'`.execute(database);
      await sql`update ${sql.table('order.actors')} set snapshot = null`.execute(database);
      await rewrite(poisonousNumber);
      await start();
      for (const id of ['one', 'two']) await toys.send(Add, { id: 'a', by: 1 }, id);
      const rows = await heldRows(database);
      assert.deepEqual(
        rows.map(({ message_id, stream_id, state, error_code }) => [
          message_id,
          stream_id,
          state,
          error_code,
        ]),
        ['one', 'two'].map((id) => [id, 'toy-a', 'dead', 'actor/not-replayable']),
      );
      await rewrite(1);
      await sql`update ${sql.table('order.held_messages')} set state = 'retrying', attempts = 0`.execute(
        database,
      );
      await nothingHeld(database);
      const events = await rowsOf<{ message_id: string }>(database, 'events', 'version');
      assert.deepEqual(
        events.slice(2).map(({ message_id }) => message_id),
        ['one', 'two'],
      );
      await toys.close();
    });
  });
};
