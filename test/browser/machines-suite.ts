import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { describe, test } from 'node:test';
import type { ConsoleSystem } from '../support/console-system.ts';

/** The machines. */
export const describeMachines = (get: () => ConsoleSystem): void => {
  describe('its machines', () => {
    test('are listed with how many live on each, and drawn with who is where', async () => {
      const { browser, shop } = get();
      await shop.placeAndSettle({ sku: 'MUG' });
      const { page, close } = await browser.open('machines');
      await page
        .locator('tr', { hasText: /^order v\d+order[1-9]/ })
        .last()
        .getByRole('link')
        .click();
      await page.locator('.drawing .populated[data-state="confirmed"]').waitFor();
      assert.equal(await page.locator('.drawing .populated[data-state="placing"]').count(), 0);
      await page.locator('.legend li', { hasText: /^confirmed [1-9]/ }).waitFor();
      await close();
    });

    test('are exported for Stately, as Mermaid and as SVG', async () => {
      const { page, close } = await get().browser.open('machines/payment/1');
      const exported = async (name: string): Promise<string> => {
        const [download] = await Promise.all([
          page.waitForEvent('download'),
          page.getByRole('link', { name }).click(),
        ]);
        return readFile(await download.path(), 'utf8');
      };
      assert.equal(JSON.parse(await exported('JSON for the Stately editor')).id, 'payment');
      assert.match(await exported('Mermaid'), /^stateDiagram-v2/);
      assert.match(await exported('SVG'), /^<svg/);
      await close();
    });
  });
};
