import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { sql } from 'kysely';
import type { Page } from 'playwright-core';
import type { Database } from '../../runtime/store/database.ts';
import { type ConsoleSystem, operatorToken } from '../support/console-system.ts';

const litStates = (page: Page) =>
  page
    .locator('.drawing .state.active')
    .evaluateAll((states) => states.map((state) => state.dataset.state ?? ''));
const goneWays = (page: Page) =>
  page
    .locator('.drawing .arrow.taken')
    .evaluateAll((ways) => ways.map(({ dataset }) => `${dataset.from}→${dataset.to}`));
const isLit = (page: Page, state: string) =>
  page.locator(`.drawing .active[data-state="${state}"]`).waitFor();

/** Nobody can pay until `reopen` was called: the gateway does not find its book. */
const withoutGateway = async <Result>(
  database: Database,
  act: (reopen: () => Promise<void>) => Promise<Result>,
): Promise<Result> => {
  let isClosed = true;
  const reopen = async () => {
    if (isClosed) await sql`alter table gateway.journal_away rename to journal`.execute(database);
    isClosed = false;
  };
  await sql`alter table gateway.journal rename to journal_away`.execute(database);
  try {
    return await act(reopen);
  } finally {
    await reopen();
  }
};

/** The days in which the parcel of an order had to arrive are over. */
const loseParcel = async (database: Database, id: string): Promise<void> => {
  const stream = `order-${id}`;
  await sql`with due as (update "order".timers set due_at = 'epoch' where stream_id = ${stream} returning timer_id)
    update "order".actors set snapshot = jsonb_set(snapshot::jsonb, array['timers', timer_id], '0')::json
    from due where stream_id = ${stream}`.execute(database);
};

/** The page of one order. */
export const describeOneOrder = (get: () => ConsoleSystem): void => {
  describe('its page of one order', () => {
    test('lights the present state while the order moves, and marks the path that it took', async () => {
      const { browser, shop } = get();
      const { id } = await shop.place({ sku: 'MUG', token: 'tok_slow' });
      const { page, close } = await browser.open(`orders/${id}`);
      await isLit(page, 'authorizingPayment');
      await isLit(page, 'confirmed');
      assert.deepEqual(await litStates(page), ['confirmed']);
      const ways = await goneWays(page);
      const missing = [
        'placing→reservingStock',
        'reservingStock→authorizingPayment',
        'authorizingPayment→confirming',
        'confirming.reservation.committing→confirming.reservation.committed',
        'confirming→confirmed',
      ].filter((way) => !ways.includes(way));
      assert.deepEqual(missing, []);
      assert.deepEqual(
        ways.filter((way) => /compensating|needsAttention|cancelled/.test(way)),
        [],
      );
      await close();
    });

    test('steps through time: chart, context, messages and timers are those of the version', async () => {
      const { browser, shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      const { page, close } = await browser.open(`orders/${id}`);
      await isLit(page, 'confirmed');
      const slider = page.getByRole('slider', { name: 'Version' });
      await slider.focus();
      await page.keyboard.press('Home');
      await isLit(page, 'reservingStock');
      assert.deepEqual(await goneWays(page), ['placing→reservingStock']);
      const moment = page.locator('.card', { hasText: 'What happened at this version' });
      await moment.getByText('OrderPlaced').first().waitFor();
      await moment.getByText('ReserveStock').waitFor();
      await moment.getByText(/set timer reservation timeout/).waitFor();
      await moment.locator('.change', { hasText: 'customerId' }).getByText('"customer-of-MUG"').waitFor();
      await moment.getByText('The whole context').click();
      await moment.locator('pre', { hasText: '"customer-of-MUG"' }).waitFor();
      await slider.focus();
      await page.keyboard.press('ArrowRight');
      await isLit(page, 'authorizingPayment');
      await moment.getByText(/cleared timer reservation timeout/).waitFor();
      await page.getByRole('button', { name: 'Live' }).click();
      await isLit(page, 'confirmed');
      await close();
    });

    test('tells at the version that asked for it how an activity fails, and that it is tried again', async () => {
      const { browser, shop, database } = get();
      const { id } = await withoutGateway(database, async (reopen) => {
        const order = await shop.place({ sku: 'MUG' });
        const { page, close } = await browser.open(`orders/${order.id}`);
        const moment = page.locator('.card', { hasText: 'What happened at this version' });
        const activity = moment.getByText('AuthorizeCharge of payment');
        await isLit(page, 'authorizingPayment');
        await moment.getByText(/\d+ attempts? failed so far, tried again by/).waitFor();
        await moment.getByText(/last error: .*gateway/).waitFor();
        await page.getByRole('button', { name: 'One version back' }).click();
        await isLit(page, 'reservingStock');
        assert.equal(await activity.count(), 0);
        await page.getByRole('button', { name: 'One version on' }).click();
        await activity.waitFor();
        await reopen();
        await activity.waitFor({ state: 'hidden' });
        await close();
        return order;
      });
      assert.equal((await shop.order(id)).reason, undefined);
    });

    test('draws the whole conversation, and tells of payment, reservation and mails', async () => {
      const { browser, shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      const { page, close } = await browser.open(`orders/${id}`, { token: operatorToken });
      const talk = page.locator('.talk');
      for (const lane of ['outside', 'order', 'inventory', 'payment', 'notification', 'analytics'])
        await talk.locator('.who', { hasText: lane }).waitFor();
      for (const said of [
        'PlaceOrder',
        'ReserveStock',
        'StockReserved',
        'AuthorizeCharge',
        'CommitReservation',
        'SendMail',
      ])
        await talk.locator('.said', { hasText: said }).waitFor();
      const related = page.getByRole('region', { name: 'Payment and reservation' });
      await related.getByText(/^(?:captured|authorized)$/).waitFor();
      await related.getByText('committed', { exact: true }).waitFor();
      await page.getByRole('region', { name: 'Mails' }).getByText('sent').waitFor();
      await page.getByText('nothing is held', { exact: true }).waitFor();
      await close();
    });

    test('leads to its payment, its reservation and its mails, which are stepped through in their own charts', async () => {
      const { browser, shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG', quantity: 2 });
      const { page, close } = await browser.open(`orders/${id}`);
      const related = page.getByRole('region', { name: 'Payment and reservation' });
      await page.getByText('so it is for operators: where tokens are set, one is asked for').waitFor();
      await related.getByText('of 2 × MUG').waitFor();
      await related.getByRole('link', { name: 'Payment' }).click();
      await isLit(page, 'authorized');
      assert.deepEqual(await goneWays(page), ['unknown→authorizing', 'authorizing→authorized']);
      await page.getByRole('button', { name: 'One version back' }).click();
      await isLit(page, 'authorizing');
      const happened = page.getByRole('region', { name: 'What happened at this version' });
      await happened.getByText('AuthorizationRequested').waitFor();
      await happened.getByText('AuthorizeCharge').waitFor();
      await page.getByRole('link', { name: 'payment v1' }).waitFor();
      await page.getByRole('link', { name: `Order ${id.slice(0, 8)}` }).click();
      await related.getByRole('link', { name: 'Reservation' }).click();
      await isLit(page, 'committed');
      await page.goBack();
      await page.getByRole('region', { name: 'Mails' }).getByRole('link').first().click();
      await isLit(page, 'sent');
      await close();
    });

    test('offers the commands that its machine takes now, and sends one after it was confirmed', async () => {
      const { browser, shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      const { page, close } = await browser.open(`orders/${id}`);
      await page.getByRole('button', { name: 'Cancel' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('reason').fill('Changed my mind');
      await dialog.getByRole('button', { name: 'Cancel' }).click();
      await isLit(page, 'cancelled');
      assert.deepEqual(await page.locator('.head button').allTextContents(), []);
      await page.getByRole('region', { name: 'Order', exact: true }).getByText('Changed my mind').waitFor();
      await close();
    });

    test('asks for the token of an operator where a command needs one', async () => {
      const { browser, shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      const { page, close } = await browser.open(`orders/${id}`);
      const operatorCommands = page.locator('.head button:not(.grave)');
      await operatorCommands.first().click();
      await page.getByRole('dialog').locator('button.first').click();
      await page.getByLabel('Token').fill('wrong-secret');
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.getByText('This token is not one of OPERATOR_TOKENS.').waitFor();
      await page.getByLabel('Token').fill(operatorToken);
      await page.getByRole('button', { name: 'Go on' }).click();
      await page.locator('.drawing .active:not([data-state="confirmed"])').first().waitFor();
      await close(/401/);
    });

    test('takes an order to its customer and back', async () => {
      const { browser, shop } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      const { page, close } = await browser.open(`orders/${id}`, { token: operatorToken });
      const ask = async (command: string, reason?: string): Promise<void> => {
        await page.locator('.head').getByRole('button', { name: command }).click();
        const dialog = page.getByRole('dialog');
        if (reason !== undefined) await dialog.getByLabel('reason').fill(reason);
        await dialog.getByRole('button', { name: command }).click();
      };
      await ask('Ship');
      await isLit(page, 'shipped');
      await ask('Confirm delivery');
      await isLit(page, 'delivered');
      await ask('Return', 'Too small');
      await isLit(page, 'returned');
      assert.deepEqual(await page.locator('.head button').allTextContents(), []);
      const related = page.getByRole('region', { name: 'Payment and reservation' });
      await related.getByText('refunded', { exact: true }).waitFor();
      await related.getByText('returned', { exact: true }).waitFor();
      await close();
    });

    test('resumes an order that asks for a person', async () => {
      const { browser, shop, database } = get();
      const { id } = await shop.placeAndSettle({ sku: 'MUG' });
      const { page, close } = await browser.open(`orders/${id}`, { token: operatorToken });
      await page.getByRole('button', { name: 'Ship' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Ship' }).click();
      await isLit(page, 'shipped');
      await loseParcel(database, id);
      await isLit(page, 'needsAttention');
      await page.getByRole('button', { name: 'Resume' }).click();
      await page.getByRole('dialog').getByRole('button', { name: 'Resume' }).click();
      await isLit(page, 'shipped');
      assert.equal((await shop.order(id)).status, 'shipped');
      await close();
    });

    test('says so when there is no such order', async () => {
      const { page, close } = await get().browser.open('orders/00000000-0000-4000-8000-000000000000');
      await page.getByText('There is no order').waitFor();
      await close(/404/);
    });
  });
};
