import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type ConsoleSystem, operatorToken } from '../support/console-system.ts';
import { plantUnreadable } from '../support/planted-goods.ts';

/** What every page has to be. */
export const describeEveryPage = (get: () => ConsoleSystem): void => {
  /** Its path, an element that is there when it is ready, and something that it has to read for that. */
  type Visit = readonly [path: string, ready: string, needs: RegExp];
  let visits: Promise<readonly Visit[]> | undefined;
  const pages = (): Promise<readonly Visit[]> => {
    visits ??= preparePages();
    return visits;
  };
  const preparePages = async (): Promise<readonly Visit[]> => {
    const { shop, database, url } = get();
    const { id } = await shop.placeAndSettle({ sku: 'MUG' });
    await shop.stock('SHELF', 0);
    await plantUnreadable(database, 'SHELF', 'few');
    const answer = await fetch(`${url()}/dead-letters`, {
      headers: { authorization: `Bearer ${operatorToken}` },
    });
    const { deadLetters }: { deadLetters: { id: string }[] } = JSON.parse(await answer.text());
    return [
      ['', '.heat a', /\/machines\/order\/\d$/],
      ['orders', '.row', /\/orders\?/],
      [`orders/${id}`, '.talk .said', /\/replay$/],
      [`orders/${id}/payment-${id}`, '.drawing .active', /\/messages\?/],
      ['dead-letters', '.cause', /\/dead-letters\/causes$/],
      [`dead-letters/${deadLetters[0]?.id}`, '.wrong', /(?<!console)\/dead-letters\/\w+-\d+$/],
      ['machines', 'tbody tr', /\/machines\/population$/],
      ['machines/order/2', '.drawing .populated', /(?<!console)\/machines$/],
      ['place', '.kind', /\/products\?/],
    ];
  };

  describe('each of its pages', () => {
    test('is one that axe finds nothing serious in, light and dark, and fits into 375 pixels', async () => {
      const all = await pages();
      const tab = await get().browser.open('', { token: operatorToken });
      for (const [path, ready] of all) {
        await tab.page.setViewportSize({ width: 1280, height: 900 });
        await tab.page.emulateMedia({ colorScheme: 'light' });
        await tab.page.goto(`${get().url()}/console/${path}`);
        await tab.page.locator(ready).first().waitFor();
        assert.deepEqual(await tab.findBarriers(), [], `${path}, light`);
        await tab.fits(1280);
        // The theme changes colours and nothing else, a phone the width: no page is loaded again for them.
        await tab.page.emulateMedia({ colorScheme: 'dark' });
        assert.deepEqual(await tab.findBarriers('color-contrast'), [], `${path}, dark`);
        await tab.fits(375);
      }
      // Still narrow and dark, as a phone opens it.
      const [path, ready] = all.find(([each]) => each.startsWith('orders/')) ?? ['', ''];
      await tab.page.goto(`${get().url()}/console/${path}`);
      await tab.page.locator(ready).first().waitFor();
      assert.deepEqual(await tab.findBarriers(), [], `${path}, opened dark`);
      await tab.fits(375);
      await tab.close();
    });

    test('says what could not be read, and shows it when it is asked again', async () => {
      const { page, close } = await get().browser.open('', { token: operatorToken });
      const detail = 'The database is away.';
      for (const [path, ready, needs] of await pages()) {
        await page.route(needs, (route) => route.fulfill({ status: 503, json: { detail } }));
        await page.goto(`${get().url()}/console/${path}`);
        await page.getByRole('alert').getByText(detail).first().waitFor();
        assert.equal(await page.locator(ready).count(), 0, path);
        await page.unroute(needs);
        await page.getByRole('button', { name: 'Try again' }).first().click();
        await page.locator(ready).first().waitFor();
        await page.getByRole('alert').waitFor({ state: 'hidden' });
      }
      await close(/503/);
    });

    test('says that nobody answers when it is opened too early, and goes on by itself', async () => {
      const { page, close } = await get().browser.open('place');
      await page.route('**/services.json', (route) => route.abort());
      await page.reload();
      await page.getByText('Nobody answers. The system may be stopped or starting.').waitFor();
      await page.unroute('**/services.json');
      await page.locator('.kind').first().waitFor();
      await close(/ERR_FAILED/);
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
