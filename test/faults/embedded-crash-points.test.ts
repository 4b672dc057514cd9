// The embedded system dies between any two durable arrows, and a start on the same folder leads to the right end.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { OrderPage } from '../../contracts/http/order-http.ts';
import type { CrashPoint } from '../../runtime/crash-points.ts';
import { checkOracle } from '../oracle/check-oracle.ts';
import { type EmbeddedFolder, makeEmbeddedFolder } from '../support/embedded-process.ts';
import { placeEveryEnding } from '../support/every-ending.ts';
import { mailsRecorded } from '../support/mails-recorded.ts';
import { arm, died, mortal, startToDie } from '../support/mortal-process.ts';
import { type ServiceProcess, startService } from '../support/service-process.ts';
import { createShop, readAs } from '../support/shop.ts';
import { waitFor } from '../support/wait-for.ts';

/**
 * Where it dies and the how manieth time it gets there: five services share the count, so it falls on another one and
 * another order in each row. `again`: where the process that is started instead dies.
 */
const rows: readonly (readonly [at: CrashPoint, times: number, again?: CrashPoint])[] = [
  ['commit.before', 9],
  ['commit.inside', 3],
  ['commit.after', 11],
  ['relay.before-publish', 8, 'relay.after-claim'],
  ['relay.partly-confirmed', 4],
  ['relay.before-delete', 13],
  ['ack.before', 30],
  ['activity.after-call', 6],
  ['activity.after-record', 4],
  ['projection.before-commit', 5],
];
/** More than the 5 minutes that an order waits for its payment. */
const paymentTimeoutMs = 310_000;

describe('the embedded system that dies at a crash point', () => {
  let folder: EmbeddedFolder;
  let running: ServiceProcess | undefined;
  let port = '0';
  let aheadMs = 0;
  const now = (): ServiceProcess => {
    if (running) return running;
    throw new Error('It does not run');
  };
  const shop = createShop(
    () => now().url,
    () => now().url,
  );
  const variables = () => ({ ...mortal, DATA_DIR: folder.path, PORT: port, AHEAD_MS: String(aheadMs) });
  const start = async (): Promise<void> => {
    running = await startService('all', variables());
    // The same from now on, so that customers find it again.
    ({ port } = new URL(running.url));
  };
  const settled = () =>
    waitFor(
      'all orders to be settled',
      async () => {
        const { orders } = await readAs(OrderPage, await fetch(`${now().url}/orders?limit=200`));
        return orders.every(({ status }) => status === 'confirmed' || status === 'cancelled');
      },
      60_000,
    );

  before(async () => {
    folder = await makeEmbeddedFolder();
  });
  after(async () => {
    await running?.kill();
    await folder.remove();
  });

  test('its migrations begin anew', async () => {
    await startToDie('all', variables(), 'migration.between', 3);
    await start();
    await shop.stock('CRASH-POINT', 1_000);
  });

  for (const [at, times, again] of rows)
    test(`every order is settled after it died at ${at}${again ? ` and ${again}` : ''}`, async () => {
      await arm(now(), at, times);
      await Promise.all([
        placeEveryEnding(shop, 'CRASH-POINT'),
        died(now(), at).then(async () => {
          if (again) await startToDie('all', variables(), again);
          await start();
        }),
      ]);
      await settled();
    });

  test('a timer that was due fires once after it died there', async () => {
    const { id } = await shop.place({ sku: 'CRASH-POINT', token: 'tok_slow' });
    await waitFor('the payment', async () => (await shop.order(id)).status === 'authorizing-payment');
    await now().kill();
    aheadMs += paymentTimeoutMs;
    for (const point of ['timer.before-take', 'timer.after-take'] as const)
      await startToDie('all', variables(), point);
    await start();
    await settled();
    const { status, reason } = await shop.order(id);
    assert.deepEqual([status, reason], ['cancelled', 'payment-timeout']);
  });

  test('nothing was lost and nothing done twice', async () => {
    // The last mails may still be on their way.
    await mailsRecorded(now().url, shop.placed.keys());
    await waitFor(
      'the oracle to be content',
      async () => {
        assert.equal(await now().stop(), 0);
        const database = await folder.openDatabase();
        const problems = await checkOracle(database, { placed: shop.placed.keys() }).finally(() =>
          database.destroy(),
        );
        await start();
        if (problems.length > 0) console.log(problems.slice(0, 10).join('\n'));
        return problems.length === 0;
      },
      60_000,
    );
  });
});
