// The embedded default in a real process: all services on PGlite, with nothing but Node.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { availableParallelism, loadavg } from 'node:os';
import { after, before, describe, test } from 'node:test';
import { AnalyticsSummary } from '../../contracts/http/analytics-http.ts';
import { OrderPage } from '../../contracts/http/order-http.ts';
import { checkOracle } from '../oracle/check-oracle.ts';
import { type EmbeddedFolder, makeEmbeddedFolder } from '../support/embedded-process.ts';
import { mailsRecorded } from '../support/mails-recorded.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { createShop, readAs } from '../support/shop.ts';
import { waitFor } from '../support/wait-for.ts';
import { describeBadRequests } from './bad-requests-suite.ts';
import { describeOracle } from './oracle-suite.ts';

/** Measured 1.5 s on two idle cores; 5 s are promised. */
const longestWarmStartMs = 5_000;
/** Every commit is done by then; what takes longer hangs. */
const longestStopMs = 3_000;
/** A machine that others keep busy gives a process its share only: 25 s for a start were seen at a load of 14. */
const patience = () => 2 * Math.max(1, (loadavg()[0] ?? 0) / availableParallelism());

describe('embedded', () => {
  let folder: EmbeddedFolder;
  let running: ServiceProcess;
  const shop = createShop(
    () => running.url,
    () => running.url,
  );
  before(async () => {
    folder = await makeEmbeddedFolder();
    running = await folder.start();
  });
  after(async () => {
    // It is missing when its start failed; the folder goes either way.
    await running?.kill();
    await folder.remove();
  });

  test('a first start has a catalogue, and an order is confirmed with its mail, which mail programs open', async () => {
    const order = await shop.placeAndSettle({ sku: 'MUG', quantity: 2 });
    assert.deepEqual([order.status, order.total], ['confirmed', 2_580]);
    const line = await waitFor('the confirmation', () =>
      [...folder.mails().values()].find(({ text }) => text.includes(order.id)),
    );
    assert.deepEqual([line.from, line.to], ['no-reply@localhost', 'mug@example.org']);
    const answer = await fetch(`${running.url}/notifications/${order.id}/confirmation/mail`);
    const mail = await answer.text();
    assert.match(mail, /^From: no-reply@localhost/m);
    assert.match(mail, /^Subject: Your order is confirmed/m);
    assert.match(mail, /^To: mug@example\.org/m);
    assert.match(mail, /text\/plain/);
    assert.match(mail, /text\/html/);
  });

  test('an order is paid in advance, and one is cancelled before it is shipped', async () => {
    assert.equal((await shop.placeAndSettle({ sku: 'MUG', prepaid: true })).status, 'confirmed');
    const { id } = await shop.placeAndSettle({ sku: 'MUG' });
    assert.equal((await shop.cancelAndSettle(id)).status, 'cancelled');
  });

  test('what it prints at the start has an address and a curl that places an order', () => {
    assert.match(running.output(), new RegExp(`curl -s ${running.url}/orders .*tok_visa`));
  });

  test('a second process on the same folder is refused and says what to do', async () => {
    const { code, output } = await folder.startInVain();
    assert.equal(code, 1);
    assert.match(output, /Process \d+ uses .*; stop it, or set DATA_DIR to another folder/);
    assert.equal((await fetch(`${running.url}/health/ready`)).status, 200);
  });

  describeBadRequests(() => ({ shop, url: running.url }));

  test('SIGTERM ends it with 0 at once, and a warm start goes on where it was', async () => {
    const before = [...shop.placed.keys()].sort();
    const began = performance.now();
    assert.equal(await running.stop(), 0);
    assert.ok(performance.now() - began < longestStopMs * patience(), `${performance.now() - began} ms`);
    // What is promised to users is measured without the flags of the other starts.
    running = await folder.start([]);
    assert.ok(running.startedInMs < longestWarmStartMs * patience(), `${running.startedInMs} ms`);
    assert.deepEqual((await allOrders()).map(({ id }) => id).sort(), before);
  });

  test('SIGKILL in the middle of 50 orders loses nothing and does nothing twice', async () => {
    const tokens = ['tok_visa', 'tok_declined', 'tok_flaky', 'tok_capture_fails', 'tok_visa'];
    const keys = Array.from({ length: 50 }, () => randomUUID());
    const place = (key: string, index: number) =>
      shop.place({ sku: 'SHIRT', token: tokens[index % tokens.length] ?? 'tok_visa' }, 0, key);
    const first = keys.map(place);
    // The first batch of them is answered, none can be settled, others are on their way.
    await Promise.any(first);
    await running.kill();
    const broken = (await Promise.allSettled(first)).filter(({ status }) => status === 'rejected');
    assert.ok(broken.length > 0, 'some were not answered');

    running = await folder.start();
    // Who was not answered asks again, and so does who was: it is the same order.
    await Promise.all(keys.map(place));
    await waitFor(
      'all orders to be settled and counted, and all mails to be sent',
      async () => {
        const all = await allOrders();
        const { orders } = await readAs(AnalyticsSummary, await fetch(`${running.url}/analytics/summary`));
        return (
          all.every(({ status }) => status === 'confirmed' || status === 'cancelled') &&
          // The one that was cancelled after it was confirmed has two.
          folder.mails().size === all.length + 1 &&
          orders.confirmed + orders.cancelled === all.length
        );
      },
      60_000,
    );
    // The oracle reads what has stopped, so the list has to have them first.
    await mailsRecorded(running.url, shop.placed.keys());
    assert.equal(await running.stop(), 0);
    const database = await folder.openDatabase();
    try {
      assert.deepEqual(await checkOracle(database, { placed: shop.placed.keys() }), []);
    } finally {
      await database.destroy();
    }
  });

  describeOracle(() => ({ folder, placed: [...shop.placed.keys()] }));

  const allOrders = async () =>
    (await readAs(OrderPage, await fetch(`${running.url}/orders?limit=200`))).orders;
});
