import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Static } from 'typebox';
import type { Populations } from '../../contracts/http/population-http.ts';
import { systemClock } from '../../runtime/clock.ts';
import type { Database } from '../../runtime/store/database.ts';
import { type ConsoleSystem, operatorToken } from '../support/console-system.ts';
import { startRelease } from '../support/release.ts';
import { waitFor } from '../support/wait-for.ts';

/**
 * What an older release left behind: a confirmed order, one that waits for its stock, and one that waits behind a
 * message that could not be handled. Returns the id of the last.
 */
const leaveOldOrders = async (database: Database): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'orders-release-1-'));
  const old = await startRelease({ database, folder, clock: systemClock, release: 1, withheld: new Set() });
  const confirmed = await old.place('an old order');
  await old.reaches(confirmed, 'confirmed');
  const waiting = await old.place('an old order that waits', ['ReserveStock']);
  const stranded = await old.place('an old order that is stranded', ['ReserveStock']);
  for (const id of [waiting, stranded]) await old.reaches(id, 'reserving-stock');
  await old.close();
  // What was withheld is lost: they go on waiting.
  await sql`delete from "order".outbox`.execute(database);
  await sql`insert into "order".held_messages (state, kind, stream_id, type, headers, body, attempts, due_at,
      error_code, error_message, first_seen_at, last_seen_at)
    values ('dead', 'message', ${`order-${stranded}`}, 'StockReserved', '{}', '', 1, now(), 'test/set-aside',
      'To be tried again', now(), now())`.execute(database);
  await rm(folder, { recursive: true, force: true });
  return stranded;
};

/** The pages read how many live where once, when they are opened; the read model may still be behind. */
const untilCounted = (url: string, state: string, isEnough: (actors: number) => boolean): Promise<boolean> =>
  waitFor(`the count of orders in ${state}`, async () => {
    const { states }: Static<typeof Populations> = Object(
      await (await fetch(`${url}/machines/population`)).json(),
    );
    return states.some((each) => each.machine === 'order' && each.state === state && isEnough(each.actors));
  });

/** The machines. */
export const describeMachines = (get: () => ConsoleSystem): void => {
  describe('its machines', () => {
    test('are listed with how many live on each, and drawn with who is where', async () => {
      const { browser, shop, url } = get();
      await shop.placeAndSettle({ sku: 'MUG' });
      await untilCounted(url(), 'confirmed', (orders) => orders >= 1);
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

    test('tell in a dry run which orders of an old version would move, from where to where, and which stay and why', async () => {
      const { browser, database, url, stop, start } = get();
      await stop();
      const stranded = await leaveOldOrders(database);
      await start();
      await untilCounted(url(), 'reserving-stock', (orders) => orders === 2);
      const { page, close } = await browser.open('machines/order/1', { token: operatorToken });
      await page.locator('.legend li', { hasText: /^reserving stock 2$/ }).waitFor();
      await page.getByRole('button', { name: 'Show migrations' }).click();
      await page.getByText('in flight on version 1 3').waitFor();
      await page.getByRole('button', { name: 'Dry run from 1 to 2' }).click();
      await page.getByText('2 would move, 1 would stay.').waitFor();
      const moves = page.getByRole('region', { name: 'Moving actors in flight' });
      assert.deepEqual((await moves.locator('tbody tr').allTextContents()).sort(), [
        'confirmedconfirmed1',
        'reservingStockreservingStock1',
      ]);
      const stays = moves.locator('li', { hasText: 'stays in reservingStock' });
      await stays.getByText('waits for a message that could not be handled').waitFor();
      await stays.getByRole('link').click();
      await page.waitForURL(`**/orders/${stranded}`);
      await page.locator('.drawing .active[data-state="reservingStock"]').waitFor();
      await page.getByRole('link', { name: 'order v1' }).waitFor();
      await sql`delete from "order".held_messages`.execute(database);
      // Nobody asked for its payment yet.
      await close(/404.*payments/);
    });

    test('tell what differs between two versions, in words and in the chart', async () => {
      const { page, close } = await get().browser.open('machines/order/2');
      const lines = page.getByRole('region', { name: 'Differences' }).locator('.change');
      const line = (where: string) => lines.filter({ has: page.getByText(where, { exact: true }) });
      await line('capturingPayment')
        .locator('ins', { hasText: /^state$/ })
        .waitFor();
      await line('confirmed: on DispatchRequested').locator('ins', { hasText: 'capturingPayment' }).waitFor();
      await page.locator('.drawing .added[data-state="capturingPayment"]').waitFor();
      await page.locator('.drawing .changed[data-state="confirmed"]').waitFor();
      assert.equal(await page.locator('.drawing [data-state="placing"]:is(.added, .changed)').count(), 0);
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
