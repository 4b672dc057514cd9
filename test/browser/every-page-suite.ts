import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ConsoleSystem, operatorToken } from '../support/console-system.ts';
import { plantUnreadable } from '../support/planted-goods.ts';

/** What every page has to be. */
export const describeEveryPage = (get: () => ConsoleSystem): void => {
  const pages = async (): Promise<readonly (readonly [path: string, ready: string])[]> => {
    const { shop, database, url } = get();
    const { id } = await shop.placeAndSettle({ sku: 'MUG' });
    await shop.stock('SHELF', 0);
    await plantUnreadable(database, 'SHELF', 'few');
    const answer = await fetch(`${url()}/dead-letters`, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    const { deadLetters }: { deadLetters: { id: string }[] } = JSON.parse(await answer.text());
    return [
      ['', '.heat a'],
      ['orders', '.row'],
      [`orders/${id}`, '.talk .said'],
      ['dead-letters', '.cause'],
      [`dead-letters/${deadLetters[0]?.id}`, '.wrong'],
      ['machines', 'tbody tr'],
      ['machines/order/2', '.drawing .populated'],
      ['place', '.kind'],
    ];
  };

  describe('each of its pages', () => {
    test('is one that axe finds nothing serious in, light and dark, and fits into 375 pixels', async () => {
      const { browser } = get();
      const all = await pages();
      for (const look of [
        { dark: false, width: 1280 },
        { dark: true, width: 1280 },
        { dark: true, width: 375 },
      ]) {
        const tab = await browser.open('', { ...look, token: operatorToken });
        for (const [path, ready] of all) {
          await tab.page.goto(`${get().url()}/console/${path}`);
          await tab.page.locator(ready).first().waitFor();
          // The theme changes colours and nothing else, a phone the width.
          const rules = look.dark ? ['color-contrast'] : [];
          if (look.width === 1280)
            assert.deepEqual(await tab.findBarriers(...rules), [], `${path} ${JSON.stringify(look)}`);
          assert.ok((await tab.overhang()) <= 0, `${path} is wider than ${look.width} pixels`);
        }
        await tab.close();
      }
    });

    test('is in the theme that was chosen, until another is', async () => {
      const { page, close } = await get().browser.open('', { dark: true });
      const paper = () => page.evaluate<string>('getComputedStyle(document.documentElement).backgroundColor');
      const dark = await paper();
      await page.getByLabel('Theme').selectOption('light');
      const light = await paper();
      assert.notEqual(light, dark);
      await page.reload();
      await page.getByLabel('Theme').waitFor();
      assert.equal(await paper(), light);
      await close();
    });

    test('comes with a policy that lets in nothing inline and nothing from elsewhere', async () => {
      const answer = await fetch(`${get().url()}/console/orders`);
      const policy = answer.headers.get('content-security-policy') ?? '';
      assert.match(policy, /default-src 'none'/);
      assert.match(policy, /require-trusted-types-for 'script'/);
      assert.doesNotMatch(policy, /unsafe|https?:|\*/);
      assert.doesNotMatch(await answer.text(), /<script(?![^>]* src=)|<style| style=|https?:/);
    });
  });
};
