import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { readSystem } from '../oracle/read-system.ts';
import { deliveredMails, reachEndState } from '../support/end-state.ts';
import type { System } from '../support/system.ts';
import { tapExchanges } from '../support/tapped-exchanges.ts';

/** Every message twice and late, on the real broker. */
export const describeRedelivery = (get: () => System): void => {
  describe('messages that come twice and late', () => {
    test('lead to the same states, charges and mails as messages that come once', async () => {
      const system = get();
      const { shop, processes } = system;
      await shop.stock('TWICE', 100);
      const before = await shop.product('TWICE');
      const copies: Promise<void>[] = [];
      const tap = await tapExchanges(processes.namespace, (tapped, message) => {
        copies.push(tapped.publishAgain([message]));
      });
      try {
        const tokens = ['tok_visa', 'tok_declined', 'tok_flaky', 'tok_capture_fails', 'tok_visa'];
        const orders = await Promise.all(
          Array.from({ length: 50 }, (_, index) =>
            shop.placeAndSettle({ sku: 'TWICE', token: tokens[index % tokens.length] ?? 'tok_visa' }),
          ),
        );
        const confirmed = orders.filter(({ status }) => status === 'confirmed');
        assert.equal(confirmed.length, 40);
        await Promise.all(confirmed.slice(0, 10).map(({ id }) => shop.cancelAndSettle(id)));
        await Promise.all(confirmed.slice(10, 20).map(({ id }) => shop.ship(id)));
        await reachEndState(system);
        await Promise.all(copies);

        const ids = new Set(orders.map(({ id }) => id));
        const once = await endStateOf(system, ids);
        const late = [...tap.heard].reverse();
        assert.ok(late.length > 50 * 8, `${late.length} messages were heard`);
        await tap.publishAgain(late);
        // Queues keep their order: what this order sets off in every service comes after all the late copies.
        await shop.placeAndSettle({ sku: 'TWICE' });
        await reachEndState(system);
        assert.deepEqual(await endStateOf(system, ids), once);
      } finally {
        await tap.close();
      }
      const { received, shipped, reserved, available } = await shop.product('TWICE');
      assert.deepEqual(
        { received, shipped, reserved, available },
        // Of the ten that were to be shipped three had a card that refuses the capture: their goods went back.
        { received: before.received, shipped: 7, reserved: 21, available: 72 },
      );
    });
  });
};

/** Everything that is kept of these orders, down to the number of calls to the gateway and of mails. */
const endStateOf = async ({ processes }: System, ids: ReadonlySet<string>) => {
  const { orders, reservations, payments, gateway, mails } = await readSystem(processes.database);
  const own = <Value>(map: ReadonlyMap<string, Value>) => [...map].filter(([id]) => ids.has(id));
  const ownMails = [...mails.values()].filter(({ context }) => ids.has(context.mail?.orderId ?? ''));
  const messageIds = new Set(ownMails.map(({ context }) => context.messageId));
  return {
    orders: own(orders),
    reservations: own(reservations),
    payments: own(payments),
    gateway: own(gateway),
    mails: ownMails,
    delivered: deliveredMails(processes.smtp).filter(({ messageId }) => messageIds.has(messageId)).length,
  };
};
