import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { type ConsoleSystem, operatorToken } from '../support/console-system.ts';
import { plantUnreadable, plantUnwanted } from '../support/planted-goods.ts';
import { waitFor } from '../support/wait-for.ts';

/** Dead letters, mended by hand. */
export const describeDeadLetters = (get: () => ConsoleSystem): void => {
  describe('its dead letters', () => {
    test('are edited against their schema, redriven, and take effect; the audit trail names who did it', async () => {
      const { browser, shop, database } = get();
      await shop.stock('CHAIR', 0);
      await plantUnreadable(database, 'CHAIR', 'seven');
      const { page, close } = await browser.open('dead-letters');
      await page.getByLabel('Token').fill(operatorToken);
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.locator('.cause', { hasText: 'ReceiveStock' }).waitFor();
      await page.getByRole('link', { name: /^inventory-\d+$/ }).click();

      await page.locator('.schema', { hasText: '"quantity"' }).waitFor();
      await page.locator('.wrong', { hasText: '/quantity must be integer' }).waitFor();
      const data = page.getByLabel('JSON');
      await data.fill('{ "sku": "CHAIR", ');
      await page.locator('.wrong', { hasText: 'JSON' }).waitFor();
      assert.equal(await page.getByRole('button', { name: 'Redrive with the new data' }).isDisabled(), true);
      await data.fill('{ "sku": "CHAIR", "quantity": 7 }');
      await page.getByRole('button', { name: 'Redrive with the new data' }).click();
      await page.getByLabel('Why').fill('the number was a word');
      await page.getByRole('button', { name: 'Redrive', exact: true }).click();
      await page.getByText('1 of 1 handled').waitFor();
      await page.getByRole('button', { name: 'Close' }).click();
      await page.getByText('Nothing is held').waitFor();
      await page.getByText(/ada redrove ReceiveStock .*the number was a word/).waitFor();
      await waitFor('the pieces in stock', async () => (await shop.product('CHAIR')).available === 7);
      await close(/401/);
    });

    test('are redriven as a group and all at once, with their progress, or discarded with a reason', async () => {
      const { browser, shop, database } = get();
      await shop.stock('TABLE', 0);
      await plantUnwanted(database, 'TABLE', [1, 10, 100]);
      await plantUnreadable(database, 'TABLE', 'none');
      const { page, close } = await browser.open('dead-letters', { token: operatorToken });
      const group = page.locator('.cause', { hasText: 'test/set-aside' });
      await group.locator('.value', { hasText: '3' }).waitFor();
      await group.getByRole('button', { name: 'Redrive group' }).click();
      await page.getByLabel('Why').fill('the warehouse is open');
      await page.getByRole('button', { name: 'Redrive', exact: true }).click();
      await page.getByText('3 of 3 handled').waitFor();
      await page.getByRole('button', { name: 'Close' }).click();
      await waitFor('the pieces in stock', async () => (await shop.product('TABLE')).available === 111);

      await page.getByRole('button', { name: 'Redrive all' }).click();
      await page.getByLabel('Why').fill('to see it fail again');
      await page.getByRole('button', { name: 'Redrive', exact: true }).click();
      await page.getByText('0 of 1 handled, 1 failed again').waitFor();
      await page.getByRole('button', { name: 'Close' }).click();

      await page.getByRole('link', { name: /^inventory-\d+$/ }).click();
      await page.getByRole('button', { name: 'Discard' }).click();
      await page.getByLabel('Why').fill('a test of the warehouse');
      await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click();
      await page.getByText('Nothing is held').waitFor();
      await page.getByText(/ada discarded ReceiveStock .*a test of the warehouse/).waitFor();
      await close();
    });

    test('are shown a page at a time', async () => {
      const { browser, database } = get();
      await sql`insert into inventory.held_messages (state, kind, stream_id, type, headers, body, attempts, due_at,
          error_code, error_message, first_seen_at, last_seen_at)
        select 'dead', 'message', 'product-OF-MANY-' || number, 'ReceiveStock', '{}', '', 1, now(), 'test/many',
          'One of many', moment, moment from date_trunc('milliseconds', now()) as moment,
           generate_series(1, 101) as number`.execute(database);
      const { page, close } = await browser.open('dead-letters', { token: operatorToken });
      await page.locator('.cause', { hasText: 'test/many' }).getByRole('button', { name: 'Show' }).click();
      const letters = page.getByRole('region', { name: 'Held messages', exact: true });
      const has = (stream: string) => letters.getByText(stream, { exact: true });
      await has('product-OF-MANY-101').waitFor();
      assert.equal(await letters.locator('tbody tr').count(), 100);
      await letters.getByRole('button', { name: 'Older' }).click();
      await has('product-OF-MANY-1').waitFor();
      assert.equal(await letters.locator('tbody tr').count(), 1);
      assert.equal(await letters.getByRole('button', { name: 'Older' }).isDisabled(), true);
      await letters.getByRole('button', { name: 'Newer' }).click();
      await has('product-OF-MANY-101').waitFor();
      await close();
      await sql`delete from inventory.held_messages where error_code = 'test/many'`.execute(database);
    });
  });
};
