// Makes the pictures of the console that the README shows, from a system with orders of every kind that move.
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ConsoleSystem, operatorToken, startConsoleSystem } from '../test/support/console-system.ts';
import { plantUnreadable, plantUnwanted } from '../test/support/planted-goods.ts';
import { waitFor } from '../test/support/wait-for.ts';
import { builtFrom } from './console-sources.ts';

const folder = fileURLToPath(new URL('../docs/screenshots', import.meta.url));
const tokens = [
  'tok_visa',
  'tok_visa',
  'tok_declined',
  'tok_visa',
  'tok_flaky',
  'tok_capture_fails',
  'tok_visa',
];
const customers = ['ada', 'grace', 'linus', 'barbara', 'edsger'];

/** A morning's business: products, orders of every kind, goods that could not be booked. */
const fill = async ({ shop, database, url }: ConsoleSystem): Promise<string> => {
  const skus = ['MUG', 'SHIRT', 'POSTER'];
  for (const sku of skus) await shop.stock(sku, sku === 'POSTER' ? 12 : 400);
  const place = (index: number, token: string) =>
    fetch(`${url()}/orders`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', prefer: 'wait=5' },
      body: JSON.stringify({
        customerId: customers[index % customers.length],
        email: 'somebody@example.org',
        currency: 'EUR',
        lines: [{ sku: skus[index % skus.length], quantity: 1 + (index % 3) }],
        payment: { token },
      }),
    });
  for (let round = 0; round < 6; round += 1)
    await Promise.all(
      Array.from({ length: 10 }, (_, index) =>
        place(round + index, tokens[(round + index) % tokens.length] ?? ''),
      ),
    );
  await plantUnreadable(database, 'MUG', 'seven');
  await plantUnwanted(database, 'SHIRT', [20, 30, 40]);
  const { id } = await shop.placeAndSettle({ sku: 'MUG', token: 'tok_declined' });
  // On their way while the pictures are made.
  for (let index = 0; index < 8; index += 1) void place(index, 'tok_slow');
  return id;
};

const system = await startConsoleSystem();
try {
  mkdirSync(folder, { recursive: true });
  const cancelled = await fill(system);
  const headers = { authorization: `Bearer ${operatorToken}` };
  const letter = await waitFor('the dead letter', async () => {
    const answer = await fetch(`${system.url()}/dead-letters?code=message/invalid-data`, { headers });
    const { deadLetters }: { deadLetters: { id: string }[] } = JSON.parse(await answer.text());
    return deadLetters[0]?.id;
  });
  const shots = [
    ['dashboard', '', '.heat a', { whole: true }],
    ['dashboard-dark', '', '.heat a', { dark: true }],
    ['orders', 'orders', '.row', {}],
    ['order', `orders/${cancelled}`, '.drawing .active', {}],
    ['dead-letter', `dead-letters/${letter}`, '.wrong', {}],
    ['machine', 'machines/order/2', '.drawing .populated', {}],
    ['dashboard-phone', '', '.heat a', { width: 375 }],
  ] as const;
  for (const [name, path, ready, look] of shots) {
    const { page, close } = await system.browser.open(path, { ...look, token: operatorToken });
    await page.locator(ready).first().waitFor();
    if (path === '') await page.locator('tbody tr').first().waitFor();
    // Where the page is still while its streams go on: two frames after the last thing that was read.
    await page.waitForLoadState('domcontentloaded');
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))');
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: 'whole' in look });
    await close(/404/);
  }
  copyFileSync(builtFrom, join(folder, 'taken-from.txt'));
} finally {
  await system.end();
}
