import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import Type from 'typebox';
import { OrderEvent, OrderPage, OrderView, ReplayedOrder } from '../../contracts/http/order-http.ts';
import { Problem } from '../../runtime/http/problem.ts';
import { connectionsForMessages } from '../../runtime/open-databases.ts';
import { reachEndState } from '../support/end-state.ts';
import { readStreamUntil } from '../support/order-stream.ts';
import { orderBody, readAs, send } from '../support/shop.ts';
import type { System } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';
import { waitsForALock } from '../support/waits-for-a-lock.ts';

/** What clients of the order service can rely on when they read. */
export const describeReading = (get: () => System): void => {
  describe('reading orders', () => {
    const url = () => `${get().processes.url('order')}/orders`;
    const eventsOf = async (id: string) =>
      readAs(Type.Array(OrderEvent), await fetch(`${url()}/${id}/events`));

    test('a client reads at once what it wrote', async () => {
      const { shop } = get();
      await shop.stock('READ', 1_000);
      for (let round = 0; round < 20; round += 1) {
        const placed = await shop.place({ sku: 'READ' });
        const read = await shop.order(placed.id);
        assert.ok(read.version >= placed.version);
        const cancelled = await shop.cancel(placed.id);
        assert.notEqual(cancelled.status, 'reserving-stock');
        assert.ok((await shop.order(placed.id)).version >= cancelled.version);
      }
    });

    test('Prefer: wait holds the answer back until the order is settled, and says so', async () => {
      const { shop } = get();
      const response = await send('POST', url(), orderBody({ sku: 'READ' }), { prefer: 'wait=20' });
      const order = await readAs(OrderView, response, 201);
      shop.placed.set(order.id, order);
      assert.deepEqual([order.status, order.settled], ['confirmed', true]);
      assert.equal(response.headers.get('preference-applied'), 'wait=20');
      assert.equal(response.headers.get('location'), `/orders/${order.id}`);
    });

    test('a wait that is too short answers with the order as it is', async () => {
      const { status, settled } = await get().shop.place({ sku: 'READ', token: 'tok_slow' }, 1);
      assert.deepEqual([status, settled], ['authorizing-payment', false]);
    });

    test('a stream that breaks off goes on after Last-Event-ID without gap or repeat', async () => {
      const { shop } = get();
      const { id } = await shop.place({ sku: 'READ', token: 'tok_flaky' });
      const stream = `${url()}/${id}/stream`;
      const first = await readStreamUntil(stream, 0, (_, count) => count === 2);
      const last = first.at(-1)?.id ?? 0;
      // Live: the flaky card lets the order be confirmed only after this connection is open.
      const second = await readStreamUntil(stream, last, ({ data }) => Object(data).state === 'confirmed');
      const streamed = [...first, ...second].map(({ id: version, event, data }) => ({
        version,
        event,
        data,
      }));
      const events = (await eventsOf(id)).map((event) => ({
        version: event.version,
        event: event.type,
        data: event,
      }));
      assert.deepEqual(streamed, events);
      assert.deepEqual(
        streamed.map(({ version }) => version),
        streamed.map((_, index) => index + 1),
      );
    });

    test('a replay gives the recorded state of every version, and the last is the order', async () => {
      const { shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'READ' });
      const events = await eventsOf(id);
      for (const { version, state } of events) {
        const replayed = await readAs(ReplayedOrder, await fetch(`${url()}/${id}/replay?version=${version}`));
        assert.deepEqual([replayed.version, replayed.value], [version, state]);
      }
      const now = await readAs(ReplayedOrder, await fetch(`${url()}/${id}/replay`));
      assert.deepEqual([now.version, now.value], [(await shop.order(id)).version, 'confirmed']);
      const future = await fetch(`${url()}/${id}/replay?version=${events.length + 1}`);
      assert.equal((await readAs(Problem, future, 404)).code, 'order/unknown-version');
    });

    test('what has not changed since its ETag is answered 304, until it changes', async () => {
      const { shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'READ' });
      const tag = (await fetch(`${url()}/${id}`)).headers.get('etag') ?? '';
      const ask = async () => fetch(`${url()}/${id}`, { headers: { 'if-none-match': tag } });
      const unchanged = await ask();
      assert.deepEqual([unchanged.status, await unchanged.text()], [304, '']);
      await shop.cancel(id);
      assert.equal((await ask()).status, 200);
    });

    test('an order is settled while everybody who reads waits', async () => {
      const { shop, processes } = get();
      const { database, variables } = processes;
      // So many that some have to wait for a connection, and the rest for the table.
      const ask = () => Promise.all(Array.from({ length: 20 }, async () => (await fetch(url())).status));
      const asked = await database.transaction().execute(async (transaction) => {
        await sql`lock table "order".order_summaries`.execute(transaction);
        const answers = ask();
        await waitsForALock(database, Number(variables.DATABASE_POOL_SIZE) - connectionsForMessages);
        const { id } = await shop.place({ sku: 'READ' });
        await waitFor('the order to be confirmed', async () => {
          const { rows } = await sql`select from "order".actors
            where stream_id = ${`order-${id}`} and state = 'confirmed'`.execute(database);
          return rows.length > 0;
        });
        return { answers };
      });
      // Who has waited too long for a connection is told to come again.
      for (const status of await asked.answers) assert.ok([200, 503].includes(status), `${status}`);
      assert.deepEqual(await ask(), Array(20).fill(200));
    });

    test('pages go through all orders, newest first, without gap or repeat', async () => {
      const system = get();
      await reachEndState(system);
      const seen: { id: string; placedAt: string }[] = [];
      let cursor: string | undefined = '';
      while (cursor !== undefined) {
        const query = new URLSearchParams({ limit: '137', ...(cursor === '' ? {} : { cursor }) });
        const page: { orders: typeof seen; next?: string } = await readAs(
          OrderPage,
          await fetch(`${url()}?${query}`),
        );
        seen.push(...page.orders);
        cursor = page.next;
      }
      assert.deepEqual(seen.map(({ id }) => id).sort(), [...system.shop.placed.keys()].sort());
      assert.ok(seen.every(({ placedAt }, index) => placedAt <= (seen[index - 1]?.placedAt ?? placedAt)));
      const only = await readAs(
        OrderPage,
        await fetch(`${url()}?status=confirmed&customerId=customer-of-READ`),
      );
      assert.ok(only.orders.length > 0);
      assert.ok(
        only.orders.every((each) => each.status === 'confirmed' && each.customerId === 'customer-of-READ'),
      );
    });
  });
};
