import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { OrderView } from '../../contracts/http/order-http.ts';
import { Problem } from '../../runtime/http/problem.ts';
import { reachEndState } from '../support/end-state.ts';
import { orderBody, readAs, send } from '../support/shop.ts';
import type { System } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** What happens when everybody wants the same at the same time. */
export const describeConcurrentRequests = (get: () => System): void => {
  describe('everybody at once', () => {
    test('of 500 orders for 100 pieces 100 are confirmed, with two inventory processes', async () => {
      const system = get();
      const { shop, processes } = system;
      await shop.stock('RARE', 100);
      const second = await processes.startAnother('inventory');
      try {
        const orders = await Promise.all(
          Array.from({ length: 500 }, () => shop.placeAndSettle({ sku: 'RARE' })),
        );
        const outcomes = orders.map(({ status, reason }) => `${status} ${reason ?? ''}`.trim());
        const count = (outcome: string) => outcomes.filter((each) => each === outcome).length;
        assert.deepEqual(
          { confirmed: count('confirmed'), soldOut: count('cancelled out-of-stock') },
          { confirmed: 100, soldOut: 400 },
        );
        await reachEndState(system);
        const metrics = await (await fetch(`${second.url}/metrics`)).text();
        assert.match(metrics, /reservation/, 'the second process took its share');
      } finally {
        assert.equal(await second.stop(), 0);
      }
      const { available, reserved, received } = await shop.product('RARE');
      assert.deepEqual({ available, reserved, received }, { available: 0, reserved: 100, received: 100 });
    });

    test('one Idempotency-Key sent 50 times at once makes one order with 50 equal answers', async () => {
      const { shop, processes } = get();
      await shop.stock('ONCE', 10);
      const url = `${processes.url('order')}/orders`;
      const headers = { 'idempotency-key': randomUUID() };
      const responses = await Promise.all(
        Array.from({ length: 50 }, () => send('POST', url, orderBody({ sku: 'ONCE' }), headers)),
      );
      const answers = await Promise.all(
        responses.map(async (response) => ({
          order: await readAs(OrderView, response, 201),
          location: response.headers.get('location'),
          etag: response.headers.get('etag'),
        })),
      );
      const [first] = answers;
      assert.ok(first);
      for (const answer of answers) assert.deepEqual(answer, first);
      shop.placed.set(first.order.id, first.order);

      const other = await send('POST', url, orderBody({ sku: 'ONCE', quantity: 2 }), headers);
      assert.equal((await readAs(Problem, other, 422)).code, 'http/idempotency-key-reused');
      const again = await send('POST', url, orderBody({ sku: 'ONCE' }), headers);
      assert.deepEqual(await readAs(OrderView, again, 201), first.order);
      await reachEndState(get());
      // At most a second old.
      const { reserved } = await waitFor('one piece to be gone', async () => {
        const product = await shop.product('ONCE');
        return product.available < 10 && product;
      });
      assert.equal(reserved, 1);
    });
  });
};
