// What operators see of streams on the command line, against a running system and then against its database.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { orderActor } from '../../actors/order/order-actor.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import { orderMachineV2 } from '../../machines/order/order-machine-v2.ts';
import { replayExport } from '../../proofs/replay-export.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createDirectory } from '../../runtime/directory.ts';
import { verifyStreams } from '../../runtime/verify/verify-streams.ts';
import { serviceDefinitions } from '../oracle/service-definitions.ts';
import type { EmbeddedSystem } from '../support/embedded-system.ts';
import { runCli } from '../support/run-cli.ts';

/** What is told of orders. It leaves the system stopped. */
export const describeOrdersReplayed = (get: () => EmbeddedSystem): void => {
  describe('its orders', () => {
    const cli = (...words: readonly string[]) => runCli(words, { ORDERS_URL: get().url() });

    test('a replay tells the life of an order, for people and for machines', async () => {
      const { shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      const { code, out, err } = await cli('orders', 'replay', id);
      assert.equal(code, 0, err);
      assert.match(out, /^V +FACT +STATE +EMITTED, TIMERS +CHANGED/);
      assert.match(out, /^1 +OrderPlaced +placing +OrderPlaced +customerId: /m);
      assert.match(out, /^ +[-\d]+ [:\d]+Z +→ reservingStock +ReserveStock +email: /m);
      assert.match(out, /^2 +StockReserved .* stock: requested → reserved/m);
      assert.match(out, /→ authorizingPayment +\+ paymentTimeout 5 min +payment: none → requested/);
      assert.match(out, /^ +− reservationTimeout +$/m);
      assert.match(
        out,
        /^Version 4, machine version 2, confirmed\.\nNothing differs from what was recorded\.$/m,
      );

      const first = await cli('orders', 'replay', id, '--at', '1');
      assert.match(out, /confirming/);
      assert.doesNotMatch(first.out, /confirming/);
      assert.match(first.out, /^Set: reservationTimeout at 20.*\.$/m);
      const answer = await fetch(`${get().url()}/orders/${id}/replay?version=3`);
      assert.deepEqual(
        JSON.parse((await cli('orders', 'replay', id, '--at', '3', '--json')).out),
        JSON.parse(await answer.text()),
      );
    });

    test('an order or a version that does not exist is told', async () => {
      const { shop } = get();
      const unknown = await cli('orders', 'replay', '00000000-0000-4000-8000-000000000000');
      assert.deepEqual([unknown.code, /order\/unknown /.test(unknown.err)], [1, true], unknown.err);
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      const future = await cli('orders', 'replay', id, '--at', '99');
      assert.deepEqual([future.code, /order\/unknown-version/.test(future.err)], [1, true], future.err);
      assert.equal((await cli('orders', 'replay', id, '--at', '0')).code, 2);
    });

    test('an export has all that is needed to fold the order elsewhere', async () => {
      const { shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      const { code, out, err } = await cli('orders', 'export', id);
      assert.equal(code, 0, err);
      const { state, differences } = replayExport(
        orderActor(() => true),
        messageTypes,
        out,
      );
      assert.deepEqual(differences, []);
      const { value, context, version } = JSON.parse((await cli('orders', 'replay', id, '--json')).out);
      assert.deepEqual([state.value, state.context, state.version], [value, context, version]);
    });

    test('all streams of all services are verified, and a changed guard betrays the orders that met it', async () => {
      const system = get();
      const { shop } = system;
      const confirmed = await shop.placeAndSettle({ sku: 'MUG' });
      const undone = await shop.placeAndSettle({
        sku: 'MUG',
        token: 'tok_capture_fails',
        prepaid: true,
      });
      const declined = await shop.placeAndSettle({ sku: 'MUG', token: 'tok_declined' });
      const { code, out, err } = await cli('verify');
      assert.equal(code, 0, `${out}${err}`);
      for (const { name } of serviceDefinitions)
        assert.match(out, new RegExp(`^${name}: [1-9]\\d* streams with \\d+ facts, nothing differs$`, 'm'));

      await system.stop();
      const database = await system.folder.openDatabase();
      try {
        const careless = orderMachineV2.provide({ guards: { voidIsOwed: () => false } });
        const sound = orderActor(() => true);
        const machines = sound.machines.map((machine) =>
          machine.version === 2 ? durableMachine(careless) : machine,
        );
        const actors = [{ ...sound, machines }];
        const { definitionOf } = createDirectory({
          name: 'order',
          actors: [
            ...(serviceDefinitions[0]?.actors.filter(({ category }) => category !== 'order') ?? []),
            ...actors,
          ],
        });
        const verified = { name: 'order', database, messageTypes, clock: systemClock, definitionOf };
        const { differences } = await verifyStreams(verified, '', 1_000, new AbortController().signal);
        const { rows } = await sql<{ streamId: string }>`
          select distinct stream_id as "streamId" from ${sql.table('order.events')}
            where state->'compensating'->>'payment' = 'voiding'`.execute(database);
        const betrayed = rows.map(({ streamId }) => streamId).sort();
        assert.deepEqual([...new Set(differences.map(({ streamId }) => streamId))].sort(), betrayed);
        assert.ok(betrayed.includes(`order-${undone.id}`));
        assert.ok(!betrayed.includes(`order-${confirmed.id}`));
        assert.ok(differences.some(({ kind, message }) => kind === 'state' && /voiding/.test(message)));
        assert.equal(declined.status, 'cancelled');
      } finally {
        await database.destroy();
      }
    });
  });
};
