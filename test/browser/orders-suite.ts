import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import { OrderView } from '../../contracts/http/order-http.ts';
import type { ConsoleSystem } from '../support/console-system.ts';
import { measureCpu } from '../support/page-cpu.ts';
import { orderBody, readAs, send } from '../support/shop.ts';
import { waitFor } from '../support/wait-for.ts';

/** More than a browser holds in a page without trouble. */
const many = 100_000;
const customer = 'customer-of-many';

/** What a display of 60 frames a second gives each. It took 10 ms, and 16.3 on a slow machine that ran other tests beside. */
const smoothMs = 1_000 / 60;
const frames = 120;
/** Scrolls from the top, 300 pixels a frame. */
const scrolling = `new Promise((resolve) => {
  const box = document.querySelector('.rows');
  let frame = 0;
  const step = () => {
    frame += 1;
    box.scrollTop = frame * 300;
    if (frame < ${frames}) requestAnimationFrame(step);
    else resolve(box.scrollTop);
  };
  requestAnimationFrame(step);
})`;

/** The list of orders. */
export const describeOrders = (get: () => ConsoleSystem): void => {
  const placeAs = async (customerId: string, token: string): Promise<OrderView> => {
    const body = { ...orderBody({ sku: 'MUG', token }), customerId };
    return readAs(OrderView, await send('POST', `${get().url()}/orders`, body), 201);
  };

  describe('its list of orders', () => {
    test('puts a new order in front and follows it to its end, without a reload', async () => {
      const { page, close } = await get().browser.open('orders');
      await page.locator('.row').first().waitFor();
      const { id } = await placeAs('newcomer', 'tok_visa');
      const first = page.locator('.row').first();
      await first.getByText(id.slice(0, 8)).waitFor();
      await first.getByText('confirmed').waitFor();
      await close();
    });

    test('holds new orders back until they are wanted, when it does not follow', async () => {
      const { page, close } = await get().browser.open('orders');
      await page.getByLabel('Follow new ones').uncheck();
      const before = await page.locator('.row').first().textContent();
      await placeAs('held-back', 'tok_visa');
      await page.getByRole('button', { name: '1 new' }).waitFor();
      assert.equal((await page.locator('.row').first().textContent())?.slice(0, 8), before?.slice(0, 8));
      await page.getByRole('button', { name: '1 new' }).click();
      await page.locator('.row').first().getByText('held-back').waitFor();
      await close();
    });

    test('is searched by the beginning of an id, by customer, by status and by time', async () => {
      const { id, placedAt } = await placeAs('sought', 'tok_declined');
      const { page, close } = await get().browser.open('orders');
      await page.getByLabel('Order, from its beginning').fill(id.slice(0, 9));
      await page.locator('.list-foot', { hasText: /^1 orders/ }).waitFor();
      await page.getByLabel('Order, from its beginning').fill('');
      await page.getByLabel('Customer').fill('sought');
      await page.locator('.list-foot', { hasText: /^1 orders/ }).waitFor();
      await page.getByLabel('Status').selectOption('cancelled');
      await page.locator('.row', { hasText: 'sought' }).getByText('cancelled').waitFor();
      await page.getByLabel('Status').selectOption('fulfilled');
      await page.getByText('No order matches').waitFor();
      await page.getByLabel('Status').selectOption('');
      await page.getByLabel('Placed from').fill(`${Number(placedAt.slice(0, 4)) + 1}-01-01T00:00`);
      await page.getByText('No order matches').waitFor();
      assert.match(page.url(), /customerId=sought&after=/);
      await close();
    });

    test('shows a customer who is called <script> as text', async () => {
      const name = '<script>globalThis.pwned=1</script><img src=x onerror="globalThis.pwned=1">';
      const { id } = await placeAs(name, 'tok_visa');
      const { page, close } = await get().browser.open('orders');
      await page.locator('.row').getByText(name).waitFor();
      await page.goto(`${get().url()}/console/orders/${id}`);
      await page.getByRole('link', { name }).waitFor();
      await page.locator('.drawing .state.active').first().waitFor();
      assert.equal(await page.evaluate('globalThis.pwned'), undefined);
      await close();
    });

    test(`scrolls through ${many} orders with a handful of rows in the page`, async () => {
      const { browser, database } = get();
      await sql`insert into ${sql.table('order.order_summaries')} (order_id, customer_id, status, currency, total,
          version, placed_at, updated_at)
        select gen_random_uuid(), ${customer}, 'confirmed', 'EUR', number, 5,
          now() - number * interval '1 second', now() from generate_series(1, ${many}) as number`.execute(
        database,
      );
      const { page, close } = await browser.open(`orders?customerId=${customer}`);
      await page.locator('.row').first().waitFor();
      const rows = page.locator('.rows');
      const read = async (): Promise<number> =>
        Number(
          /^[\d,]+/.exec((await page.locator('.list-foot').textContent()) ?? '')?.[0].replaceAll(',', ''),
        );
      const toTheEnd = () =>
        rows.evaluate((element) => {
          element.scrollTop = element.scrollHeight;
        });
      await page.route(/cursor=/, (route) => route.abort());
      await toTheEnd();
      await page.getByText('What follows could not be read: Nobody answers.').waitFor();
      await page.unroute(/cursor=/);
      await page.getByRole('button', { name: 'Try again' }).click();
      await page.getByText('newest first').waitFor();
      for (let pages = 1; pages < 8; pages += 1) {
        const before = await read();
        await toTheEnd();
        await waitFor('the next page', async () => (await read()) > before);
        const inPage = await page.locator('.row').count();
        assert.ok(inPage > 5 && inPage < 80, `${inPage} rows`);
      }
      const top = await rows.evaluate(({ scrollTop }) => scrollTop);
      assert.ok(top > 40_000, `${top} pixels down`);
      const { result, cpuMs } = await measureCpu(page, () => page.evaluate<number>(scrolling));
      assert.equal(result, frames * 300);
      assert.ok(cpuMs / frames <= smoothMs, `a frame took ${cpuMs / frames} ms of CPU`);
      await close(/ERR_FAILED/);
      await sql`delete from ${sql.table('order.order_summaries')} where customer_id = ${customer}`.execute(
        database,
      );
    });

    test('says so when no order matches', async () => {
      const { page, close } = await get().browser.open(`orders?customerId=${randomUUID()}`);
      await page.getByText('No order matches').waitFor();
      await close();
    });
  });
};
