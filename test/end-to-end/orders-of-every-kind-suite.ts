import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, test } from 'node:test';
import { AnalyticsSummary } from '../../contracts/http/analytics-http.ts';
import { NotificationPage } from '../../contracts/http/notification-http.ts';
import type { OrderView } from '../../contracts/http/order-http.ts';
import { Payment } from '../../contracts/http/payment-http.ts';
import { deliveredMails, reachEndState } from '../support/end-state.ts';
import { readStreamUntil } from '../support/order-stream.ts';
import { readAs, type Shop } from '../support/shop.ts';
import type { System } from '../support/system.ts';
import { waitFor } from '../support/wait-for.ts';

/** One kind of order: how often, what happens to it, and what must become of it. */
interface Kind {
  readonly name: string;
  readonly count: number;
  run(shop: Shop, url: string): Promise<OrderView>;
  readonly status: string;
  readonly reason?: string;
  /** 404: there is no payment. */
  readonly payment: readonly (string | 404)[];
  readonly mails: readonly string[];
}

const settled = (
  name: string,
  count: number,
  token: string,
  becomes: Pick<Kind, 'status' | 'reason' | 'payment' | 'mails'>,
): Kind => ({
  name,
  count,
  ...becomes,
  run: (shop) =>
    shop.placeAndSettle({
      sku: 'TEA',
      quantity: randomInt(1, 4),
      token,
      more: [{ sku: 'CUP', quantity: 1 }],
    }),
});
const sold = { status: 'confirmed', payment: ['authorized'], mails: ['confirmation'] };
const declined = {
  status: 'cancelled',
  reason: 'payment-declined',
  payment: ['declined'],
  mails: ['cancellation'],
};

const kinds: readonly Kind[] = [
  settled('a good card', 80, 'tok_visa', sold),
  settled('a flaky card', 20, 'tok_flaky', sold),
  settled('a slow card', 5, 'tok_slow', sold),
  settled('a declined card', 25, 'tok_declined', declined),
  settled('an empty account', 15, 'tok_insufficient_funds', declined),
  {
    name: 'a card that cannot be captured',
    count: 10,
    run: async (shop) =>
      shop.ship((await shop.placeAndSettle({ sku: 'TEA', token: 'tok_capture_fails' })).id),
    status: 'cancelled',
    reason: 'capture-failed',
    payment: ['voided'],
    mails: ['cancellation', 'confirmation'],
  },
  {
    name: 'a card that is to pay at once and cannot',
    count: 10,
    run: (shop) => shop.placeAndSettle({ sku: 'TEA', token: 'tok_capture_fails', prepaid: true }),
    status: 'cancelled',
    reason: 'confirmation-failed',
    payment: ['voided'],
    mails: ['cancellation'],
  },
  {
    name: 'goods that are out of stock',
    count: 30,
    run: (shop) => shop.placeAndSettle({ sku: 'TEA', more: [{ sku: 'SOLD-OUT', quantity: 1 }] }),
    status: 'cancelled',
    reason: 'out-of-stock',
    payment: [404],
    mails: ['cancellation'],
  },
  {
    name: 'a customer who cancels at some moment',
    count: 55,
    run: async (shop, url) => {
      const { id } = await shop.place({ sku: 'TEA', quantity: 2 });
      const version = randomInt(1, 5);
      await readStreamUntil(`${url}/orders/${id}/stream`, 0, (event) => event.id === version);
      return shop.cancelAndSettle(id);
    },
    status: 'cancelled',
    reason: 'cancelled-by-customer',
    payment: [404, 'voided', 'declined', 'refunded'],
    mails: [],
  },
  {
    name: 'a customer who cancels what was confirmed',
    count: 15,
    run: async (shop) => {
      const { id, status } = await shop.placeAndSettle({ sku: 'CUP' });
      assert.equal(status, 'confirmed');
      return shop.cancelAndSettle(id);
    },
    status: 'cancelled',
    reason: 'cancelled-by-customer',
    payment: ['voided'],
    mails: ['cancellation', 'confirmation'],
  },
  {
    name: 'a customer who cancels what was confirmed and paid',
    count: 10,
    run: async (shop) => {
      const { id, payment } = await shop.placeAndSettle({ sku: 'CUP', prepaid: true });
      assert.equal(payment.status, 'captured');
      return shop.cancelAndSettle(id);
    },
    status: 'cancelled',
    reason: 'cancelled-by-customer',
    payment: ['refunded'],
    mails: ['cancellation', 'confirmation', 'refund'],
  },
  {
    name: 'goods that are shipped',
    count: 10,
    run: async (shop) => shop.ship((await shop.placeAndSettle({ sku: 'CUP', quantity: 3 })).id),
    status: 'shipped',
    payment: ['captured'],
    mails: ['confirmation', 'shipping'],
  },
  {
    name: 'goods that were paid before and arrive',
    count: 8,
    run: async (shop) => {
      const { id } = await shop.placeAndSettle({ sku: 'CUP', prepaid: true });
      await shop.ship(id);
      return shop.confirmDelivery(id);
    },
    status: 'delivered',
    payment: ['captured'],
    mails: ['confirmation', 'shipping'],
  },
  {
    name: 'goods that come back',
    count: 7,
    run: async (shop) => {
      const { id } = await shop.placeAndSettle({ sku: 'CUP', quantity: 2 });
      await shop.ship(id);
      await shop.confirmDelivery(id);
      return shop.sendBack(id);
    },
    status: 'returned',
    payment: ['refunded'],
    mails: ['confirmation', 'refund', 'return', 'shipping'],
  },
];

/** 300 orders of every kind at once. */
export const describeOrdersOfEveryKind = (get: () => System): void => {
  describe('300 orders of every kind at once', () => {
    const orders = new Map<Kind, readonly OrderView[]>();

    test('each becomes what its kind must become, and all services agree', async () => {
      const system = get();
      const { shop, processes } = system;
      await Promise.all([shop.stock('TEA', 2_000), shop.stock('CUP', 2_000), shop.stock('SOLD-OUT', 0)]);
      await Promise.all(
        kinds.map(async (kind) => {
          const each = Array.from({ length: kind.count }, () => kind.run(shop, processes.url('order')));
          orders.set(kind, await Promise.all(each));
        }),
      );
      for (const [{ name, status, reason }, ofKind] of orders)
        for (const order of ofKind)
          assert.deepEqual([name, order.status, order.reason], [name, status, reason]);
      assert.equal(shop.placed.size, 300);
      await reachEndState(system);
    });

    test('payments and mails of each kind are read over HTTP', async () => {
      const { processes } = get();
      for (const [kind, [order]] of orders) {
        const response = await fetch(`${processes.url('payment')}/payments/${order?.id}`);
        const payment = response.status === 404 ? 404 : (await readAs(Payment, response)).status;
        assert.ok(kind.payment.includes(payment), `${kind.name}: the payment is ${payment}`);
        const { notifications } = await readAs(
          NotificationPage,
          await fetch(`${processes.url('notification')}/notifications?orderId=${order?.id}`),
        );
        if (kind.mails.length > 0)
          assert.deepEqual(notifications.map((each) => each.kind).sort(), kind.mails, kind.name);
        assert.ok(
          notifications.every(({ status }) => status === 'sent'),
          kind.name,
        );
      }
    });

    test('every mail was sent once, because nothing failed', () => {
      const ids = deliveredMails(get().processes.smtp).map(({ messageId }) => messageId);
      assert.equal(new Set(ids).size, ids.length);
    });

    test('the figures count every order once', async () => {
      const url = `${get().processes.url('analytics')}/analytics/summary`;
      const count = (status: string) =>
        kinds.filter((kind) => kind.status === status).reduce((sum, kind) => sum + kind.count, 0);
      const expected = {
        placed: 0,
        confirmed: count('confirmed'),
        cancelled: count('cancelled'),
        fulfilled: 0,
        shipped: count('shipped'),
        delivered: count('delivered'),
        completed: 0,
        returned: count('returned'),
        needsAttention: 0,
      };
      // At most a second old.
      await waitFor('the figures of all orders', async () => {
        const summary = await readAs(AnalyticsSummary, await fetch(url));
        return JSON.stringify(summary.orders) === JSON.stringify(expected);
      });
    });
  });
};
