import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import type { ConsoleSystem } from '../support/console-system.ts';
import { waitFor } from '../support/wait-for.ts';

const unreachable = /ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_FAILED|503/;

/** What becomes of open pages when the system is restarted. */
export const describeRestart = (get: () => ConsoleSystem): void => {
  describe('its open pages', () => {
    test('say that the connection is lost, come back after a restart, and go on after the last event', async () => {
      const { browser, shop, start, stop } = get();
      const { id, version } = await shop.placeAndSettle({ sku: 'MUG' });
      const order = await browser.open(`orders/${id}`);
      const orders = await browser.open('orders');
      const dashboard = await browser.open('');
      await order.page.locator('.drawing .active[data-state="confirmed"]').waitFor();
      await orders.page.locator('.row').first().waitFor();
      const tabs = [order, orders, dashboard];
      for (const { page } of tabs) await page.locator('.connection', { hasText: 'Live' }).waitFor();
      const asked: (string | undefined)[] = [];
      order.page.on('request', (request) => {
        if (request.url().endsWith('/stream')) asked.push(request.headers()['last-event-id']);
      });

      await stop();
      for (const { page } of tabs) await page.getByText('The connection is lost.').waitFor();
      await start();
      for (const { page } of tabs)
        await page.getByText('The connection is lost.').waitFor({ state: 'hidden' });
      assert.ok(asked.length > 0 && asked.every((after) => after === String(version)), `${asked}`);

      await shop.cancel(id);
      await order.page.locator('.drawing .active[data-state="cancelled"]').waitFor();
      await orders.page
        .locator('.row', { hasText: id.slice(0, 8) })
        .getByText('cancelled')
        .waitFor();
      for (const { close } of tabs) await close(unreachable);
    });

    test('catch up with what happened before they could listen for the first time', async () => {
      const { browser, shop, database } = get();
      const orders = await browser.open('orders');
      await orders.page.route('**/orders/stream', (route) => route.abort());
      await orders.page.reload();
      await orders.page.locator('.row').first().waitFor();
      await orders.page.getByText('The connection is lost.').waitFor();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      // From then on no stream that begins tells of it.
      await waitFor('its row in the list', async () => {
        const { rows } = await sql`select from "order".order_summaries
          where order_id = ${id} and status = 'confirmed'`.execute(database);
        return rows.length === 1;
      });
      await orders.page.unroute('**/orders/stream');
      await orders.page
        .locator('.row', { hasText: id.slice(0, 8) })
        .getByText('confirmed')
        .waitFor();
      await orders.close(unreachable);
    });

    test('catch up with what happened while they were away', async () => {
      const { browser, shop, start, stop } = get();
      const order = await browser.open('orders');
      await order.page.locator('.row').first().waitFor();
      await order.page.route('**/orders/stream', (route) => route.abort());
      await stop();
      await order.page.getByText('The connection is lost.').waitFor();
      await start();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      assert.equal(await order.page.locator('.row', { hasText: id.slice(0, 8) }).count(), 0);
      await order.page.unroute('**/orders/stream');
      await order.page
        .locator('.row', { hasText: id.slice(0, 8) })
        .getByText('confirmed')
        .waitFor();
      await order.close(unreachable);
    });
  });
};
