import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { PossibleCommands } from '../../contracts/http/order-http.ts';
import { type ConsoleSystem, operatorToken } from '../support/console-system.ts';
import { send } from '../support/shop.ts';
import { waitFor } from '../support/wait-for.ts';

/** A newcomer sees the system move within this. */
const promisedMs = 10_000;

/** The dashboard, and the form that makes the system move. */
export const describeDashboard = (get: () => ConsoleSystem): void => {
  describe('its dashboard', () => {
    test('shows the orders that its form placed, without a reload, and follows them to their ends', async () => {
      const { browser } = get();
      const dashboard = await browser.open('');
      await dashboard.page.getByText('No order yet').waitFor();
      const form = await browser.open('place');
      await form.page.getByLabel('How many').fill('6');
      await form.page.getByLabel('Slow').uncheck();
      await form.page.getByLabel('Prepaid').uncheck();
      await form.page.getByLabel('Sold out').check();
      const began = performance.now();
      await form.page.getByRole('button', { name: 'Place the orders' }).click();
      await form.page.getByText('6 of 6 placed').waitFor();

      const placed = dashboard.page.locator('.tile', { hasText: /^Placed/ });
      await placed.locator('.value', { hasText: /^[1-6]$/ }).waitFor();
      assert.ok(performance.now() - began < promisedMs);
      const funnel = dashboard.page.locator('.funnel');
      await funnel.locator('li', { hasText: /^confirmed.*2/ }).waitFor();
      await funnel.locator('li', { hasText: /^payment declined.*2/ }).waitFor();
      await funnel.locator('li', { hasText: /^out of stock.*2/ }).waitFor();
      await dashboard.page.locator('.heat li', { hasText: /^confirmed2longest/ }).waitFor();
      await dashboard.page.locator('.heat li', { hasText: /^cancelled4longest/ }).waitFor();
      assert.ok((await dashboard.page.locator('.plot canvas').count()) >= 2);
      await form.close();
      await dashboard.close();
    });

    test('tells what was taken, when an order has been paid', async () => {
      const { browser, shop, url } = get();
      const { id, total } = await shop.placeAndSettle({ sku: 'MUG', quantity: 10 });
      const { page, close } = await browser.open('');
      const answer = await fetch(`${url()}/orders/${id}/commands`);
      const commands: PossibleCommands = JSON.parse(await answer.text());
      const next = commands.find(({ operator }) => operator);
      const headers = { authorization: `Bearer ${operatorToken}` };
      await send('POST', `${url()}/orders/${id}/${next?.name}`, undefined, headers);
      const revenue = page.locator('.tile', { hasText: 'Revenue EUR' }).locator('.value');
      await waitFor('the revenue', async () => {
        const text = (await revenue.textContent()) ?? '';
        return Number(text.replaceAll(/[€,]/g, '')) * 100 >= total;
      });
      await page.locator('.card', { hasText: 'Money a minute, EUR' }).locator('canvas').waitFor();
      await close();
    });

    test('tells how each service is, and stock that runs low', async () => {
      const { browser, shop } = get();
      await shop.stock('LAMP', 2);
      const { page, close } = await browser.open('');
      for (const service of ['order', 'inventory', 'payment', 'notification', 'analytics'])
        await page.locator('tr', { hasText: new RegExp(`^${service}healthy`) }).waitFor();
      await page.locator('tr', { hasText: /^LAMP20$/ }).waitFor();
      await close();
    });

    test('leads from a state to the orders in it', async () => {
      const { page, close } = await get().browser.open('');
      await page.locator('.heat a', { hasText: 'confirmed' }).first().click();
      await page.waitForURL(/orders\?status=confirmed$/);
      await page.locator('.row .pill').first().waitFor();
      assert.deepEqual(new Set(await page.locator('.row .pill').allTextContents()), new Set(['confirmed']));
      await close();
    });
  });
};
