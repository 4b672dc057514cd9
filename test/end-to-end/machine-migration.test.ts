// Orders that release 1 left in every state are moved to version 2 while new ones come in, and all of them end well.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import Type from 'typebox';
import { OrderEvent, type ReplayedOrder } from '../../contracts/http/order-http.ts';
import { CancelOrder, FulfilOrder } from '../../contracts/order-messages.ts';
import { type Clock, pause, systemClock } from '../../runtime/clock.ts';
import { addMigrationRoutes } from '../../runtime/http/migration-routes.ts';
import { admitOperators } from '../../runtime/http/operator.ts';
import type { Database } from '../../runtime/store/database.ts';
import { checkOracle } from '../oracle/check-oracle.ts';
import { type EmbeddedFolder, makeEmbeddedFolder } from '../support/embedded-process.ts';
import { createHurriedClock } from '../support/hurried-clock.ts';
import { mailsRecorded } from '../support/mails-recorded.ts';
import { startRelease } from '../support/release.ts';
import { runCli } from '../support/run-cli.ts';
import type { ServiceProcess } from '../support/service-process.ts';
import { createShop, readAs, send } from '../support/shop.ts';
import { waitFor } from '../support/wait-for.ts';
import { startServer } from '../unit/http/start-server.ts';

/** So that half an hour of patience is over in 2 s. */
const hurry = 1_000;
const hours = 3_600_000;

/** State in which release 1 leaves an order, what is kept back for that, and with what it is paid. */
const waiting: readonly (readonly [string, readonly string[], string?])[] = [
  ['reserving-stock', ['ReserveStock']],
  ['authorizing-payment', ['AuthorizePayment']],
  ['confirming', ['CommitReservation', 'CapturePayment']],
  ['confirmed', []],
  ['compensating', ['ReleaseStock'], 'tok_declined'],
];
/** The same of orders that are confirmed before that. */
const confirmedFirst: readonly (readonly [string, readonly string[], string])[] = [
  ['fulfilling', ['ShipStock'], 'fulfilling'],
  ['refunding', ['RefundPayment'], 'compensating'],
  ['fulfilled', [], 'fulfilled'],
];

describe('orders of release 1 on machine version 2', { timeout: 600_000 }, () => {
  let folder: EmbeddedFolder;
  let database: Database;
  let running: ServiceProcess;
  const withheld = new Set<string>();
  /** State → the order that release 1 left there. */
  const orders = new Map<string, string>();
  /** Orders that came in meanwhile. */
  const others: string[] = [];
  const shop = createShop(
    () => running.url,
    () => running.url,
  );
  const cli = (...words: readonly string[]) => runCli(words, { ORDERS_URL: running.url });
  const idOf = (name: string): string => orders.get(name) ?? '';
  const start = (release: 1 | 2, clock: Clock) =>
    startRelease({ database, folder: folder.path, clock, release, withheld });

  before(async () => {
    folder = await makeEmbeddedFolder();
    database = await folder.openDatabase();
    const clock = createHurriedClock(undefined, Date.now() - 3 * hours);
    const yesterday = await start(1, clock);
    // Its mails would be given up in a hurry, too.
    const lost = await yesterday.place('needs-attention', [
      'ReleaseStock',
      'OrderConfirmed',
      'OrderRefunded',
    ]);
    orders.set('needs-attention', lost);
    await yesterday.reaches(lost, 'confirmed');
    await yesterday.submit(CancelOrder, { orderId: lost, reason: 'No longer needed' });
    await yesterday.close();
    const impatient = await start(1, createHurriedClock(hurry, clock.now()));
    await impatient.reaches(lost, 'needs-attention');
    await impatient.close();

    const today = await start(1, systemClock);
    for (const [name, withholds, token] of waiting) {
      const id = await today.place(name, withholds, token);
      orders.set(name, id);
      await today.reaches(id, name);
    }
    for (const [name, withholds, state] of confirmedFirst) {
      const orderId = await today.place(name, withholds);
      orders.set(name, orderId);
      await today.reaches(orderId, 'confirmed');
      if (name === 'refunding') await today.submit(CancelOrder, { orderId, reason: 'No longer needed' });
      else await today.submit(FulfilOrder, { orderId });
      await today.reaches(orderId, state);
    }
    await today.close();
  });
  after(async () => {
    await running?.kill();
    await database.destroy().catch(() => {});
    await folder.remove();
  });

  test('are moved from every state while new ones come in', async () => {
    const system = await start(2, systemClock);
    const { url, server } = await startServer((http) => {
      admitOperators(http, { operatorTokens: new Map([['secret', 'ada']]), host: '0.0.0.0' });
      addMigrationRoutes(http, system.services);
    });
    const migrate = (machine: string, ...more: readonly string[]) =>
      runCli(['machines', 'migrate', machine, '--from', '1', '--to', '2', ...more], {
        ORDERS_URL: url,
        OPERATOR_TOKEN: 'secret',
      });
    const closing = new AbortController();
    const load = async () => {
      while (!closing.signal.aborted) {
        others.push(await system.place(`new-${others.length}`));
        // PGlite in this process leaves the HTTP server no turn by itself, and each of them has to end.
        await pause(systemClock, 100);
      }
    };
    const loading = load();
    try {
      const { code, out, err } = await migrate('order', '--dry-run');
      assert.equal(code, 0, `${out}${err}`);
      for (const line of [
        /^1 +needsAttention +needsAttention *$/m,
        /^1 +reservingStock +reservingStock *$/m,
        /^1 +authorizingPayment +authorizingPayment *$/m,
        /^1 +confirming\.\S+ \+ confirming\.\S+ +confirming\.\S+ \+ confirming\.\S+ *$/m,
        /^1 +confirmed +confirmed *$/m,
        /^[12] +compensating\.\S+ \+ compensating\.\S+ +compensating\.\S+ \+ compensating\.\S+ *$/m,
        /^1 +fulfilling +shippingStock *$/m,
        /^order 1 → 2: 8 would be moved, 0 could not\. Nothing was changed\.$/m,
      ])
        assert.match(out, line);
      await waitFor('an order that comes in before', () => others.length > 0);
      for (const machine of ['reservation', 'order']) {
        const before = others.length;
        const done = await migrate(machine);
        assert.equal(done.code, 0, `${done.out}${done.err}`);
        assert.match(done.out, /^\w+ 1 → 2: \d+ were moved, 0 could not; 0 are in flight on version 1\.$/m);
        await waitFor('one that comes in meanwhile', () => others.length > before);
      }
    } finally {
      closing.abort();
      await loading;
      await server.close();
      await system.close();
    }
    await database.destroy();
    running = await folder.start();
    for (const [name, id] of orders)
      assert.equal((await shop.order(id)).machineVersion, name === 'fulfilled' ? 1 : 2, name);
  });

  test('the stream of an order and its replay show the move as a row', async () => {
    const id = idOf('confirmed');
    const events = await readAs(Type.Array(OrderEvent), await fetch(`${running.url}/orders/${id}/events`));
    const move = events.find(({ type }) => type === 'machine.migrated');
    assert.deepEqual([move?.machineVersion, move?.state, move?.emitted], [2, 'confirmed', []]);
    const { code, out, err } = await cli('orders', 'replay', id);
    assert.equal(code, 0, err);
    assert.match(out, /^\d+ +machine 1 → 2 +confirmed /m);
    assert.match(out, /^Version \d+, machine version 2, confirmed\.\nNothing differs/m);
    const life: ReplayedOrder = JSON.parse((await cli('orders', 'replay', id, '--json')).out);
    assert.deepEqual(life.differences, []);
  });

  test('what would have become of an ended order on version 2 is told without touching it', async () => {
    const id = idOf('fulfilled');
    const { code, out } = await cli('orders', 'replay', id, '--machine', 'order@2');
    assert.equal(code, 1);
    assert.match(out, /On order@2 it PARTS WAYS at version \d+ \(/);
    assert.equal((await shop.order(id)).machineVersion, 1);
    assert.equal((await cli('orders', 'replay', id, '--machine', 'order@9')).code, 1);
    const against = await cli('verify', '--against', 'order@2', '--sample', '10000');
    assert.equal(against.code, 1, against.err);
    assert.match(against.out, /FulfilmentRequested/);
  });

  test('a prepaid one is shipped, comes back and is refunded; all others end, too', async () => {
    const id = idOf('confirmed');
    const command = async (name: string, body?: unknown) => {
      const answer = await send('POST', `${running.url}/orders/${id}/${name}`, body);
      assert.equal(answer.status, 202, await answer.text());
    };
    const reaches = (order: string, ...states: readonly string[]) =>
      waitFor(`${order} in ${states}`, async () => states.includes((await shop.order(order)).status), 60_000);
    await command('ship');
    await reaches(id, 'shipped');
    await command('confirm-delivery');
    await reaches(id, 'delivered');
    await command('return', { reason: 'too small' });
    await reaches(id, 'returned');
    assert.equal((await shop.order(id)).payment.status, 'refunded');
    await send('POST', `${running.url}/orders/${idOf('needs-attention')}/resume`);
    for (const name of ['needs-attention', 'compensating', 'refunding'])
      await reaches(idOf(name), 'cancelled');
    await reaches(idOf('fulfilling'), 'shipped');
    for (const name of ['reserving-stock', 'authorizing-payment', 'confirming'])
      await reaches(idOf(name), 'confirmed');
  });

  test('nothing is lost or done twice, and every stream folds to what is stored', async () => {
    const { code, out } = await cli('verify');
    assert.equal(code, 0, out);
    const compared = await cli('projections', 'verify');
    assert.equal(compared.code, 0, compared.out);
    const placed = [...orders.values(), ...others];
    await mailsRecorded(running.url, placed);
    await running.stop();
    database = await folder.openDatabase();
    assert.deepEqual(await checkOracle(database, { placed }), []);
  });
});
