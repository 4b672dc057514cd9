// The embedded system dies between any two durable arrows, and a start on the same folder leads to the right end. Two
// of them live side by side: it uses one core.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type CrashPoint, crashPoints } from '../../runtime/crash-points.ts';
import { serviceNames } from '../support/five-processes.ts';
import { keepOrdering } from '../support/keep-ordering.ts';
import { type MortalEmbedded, makeMortalEmbedded } from '../support/mortal-embedded.ts';
import { isRemembered, plantOldMessage } from '../support/old-message.ts';
import {
  plantDeadLetters,
  plantedPieces,
  redriveAll,
  redriveFirst,
} from '../support/planted-dead-letters.ts';
import { rebuildOrders, rebuiltOrders } from '../support/rebuilt-orders.ts';
import { waitFor } from '../support/wait-for.ts';

/**
 * Where its lives end, one after the other, and the how manieth time it gets there: five services share the count, so
 * that it falls on another one and another order in each life.
 */
const underLoad: readonly (readonly [at: CrashPoint, times: number])[] = [
  ['commit.before', 9],
  ['commit.inside', 3],
  ['commit.after', 11],
  ['relay.before-publish', 8],
  ['relay.after-claim', 1],
  ['relay.partly-confirmed', 4],
  ['relay.before-delete', 13],
  ['relay.after-delete', 7],
  ['ack.before', 30],
  ['ack.after', 17],
  ['activity.before-call', 5],
  ['activity.after-call', 6],
  ['activity.after-record', 4],
  ['activity.after-postponement', 2],
  ['projection.before-checkpoint', 3],
  ['projection.before-commit', 5],
  ['projection.after-commit', 6],
];
const forgetting = ['housekeeping.before-forget', 'housekeeping.after-forget'] as const;
const inTimers = ['timer.before-take', 'timer.after-take'] as const;
const inRedrives = [
  'redrive.between-items',
  'redrive.before-commit',
  'redrive.after-commit',
  'retry.before-take',
  'retry.after-take',
] as const;
const inRebuilds = ['projection.before-switch', 'projection.after-switch'] as const;
/** More than the 5 minutes that an order waits for its payment. */
const paymentTimeoutMs = 310_000;
const sku = 'CRASH-POINT';

describe('the embedded system that dies at a crash point', { concurrency: true }, () => {
  describe('while orders come in', { concurrency: 1 }, () => {
    let system: MortalEmbedded;
    before(async () => {
      system = await makeMortalEmbedded();
      await system.start();
      await system.shop.stock(sku, 100_000);
      await system.kill();
    });
    after(() => system.remove());

    test('mends every one of them by a start, and nothing is lost or done twice', async () => {
      const closing = new AbortController();
      const ordering = keepOrdering(system.shop, sku, closing.signal);
      try {
        for (const [at, times] of underLoad) await system.startToDie(at, times);
        await system.start();
      } finally {
        closing.abort();
      }
      await ordering;
      // It is up for moments only, on a busy machine hardly long enough for an order a life.
      assert.ok(system.shop.placed.size >= 5, `${system.shop.placed.size} orders were taken`);
      await system.reachEndState();
    });
  });

  describe('at other times', { concurrency: 1 }, () => {
    let system: MortalEmbedded;
    before(async () => {
      system = await makeMortalEmbedded();
    });
    after(() => system.remove());

    test('begins its migrations anew', async () => {
      await system.startToDie('migration.between', 3);
      await system.start();
      await system.shop.stock(sku, 1);
      await system.kill();
    });

    test('forgets what is old', async () => {
      await system.between(async (database) => {
        for (const service of serviceNames) await plantOldMessage(database, service);
        await plantDeadLetters(database, sku);
      });
      for (const at of forgetting) await system.startToDie(at);
    });

    test('has put back all dead letters of a service or none, and to redrive again does no harm', async () => {
      const all = () => redriveAll(system.url());
      await system.start();
      await system.dieWhile('redrive.between-items', all);
      await system.start();
      await system.dieWhile('redrive.before-commit', () => redriveFirst(system.url(), 'inventory'));
      await system.start();
      await system.dieWhile('redrive.after-commit', all);
      await system.start();
      await system.dieWhile('retry.before-take', all);
      await system.startToDie('retry.after-take');
      await system.start();
      assert.equal(await all(), 0);
      const expected = 1 + plantedPieces;
      await waitFor('the goods', async () => (await system.shop.product(sku)).available === expected);
    });

    test('goes on with a rebuild of a read model, and switches once', async () => {
      await system.shop.placeAndSettle({ sku });
      await waitFor('the order to be listed', async () =>
        (await rebuiltOrders(system.url())).some(({ status }) => status === 'confirmed'),
      );
      const before = await rebuiltOrders(system.url());
      for (const at of ['projection.before-commit', ...inRebuilds] as const) {
        await system.dieWhile(at, () => rebuildOrders(system.url()));
        await system.start();
        assert.deepEqual(await rebuiltOrders(system.url()), before);
      }
      await rebuildOrders(system.url());
      assert.deepEqual(await rebuiltOrders(system.url()), before);
    });

    test('fires a timer that was due, once', async () => {
      const { id } = await system.shop.place({ sku, token: 'tok_slow' });
      const status = async () => (await system.shop.order(id)).status;
      await waitFor('the payment', async () => (await status()) === 'authorizing-payment');
      await system.kill();
      system.setAhead(paymentTimeoutMs);
      for (const at of inTimers) await system.startToDie(at);
      await system.start();
      await waitFor('the order to be cancelled', async () => (await status()) === 'cancelled', 60_000);
      assert.equal((await system.shop.order(id)).reason, 'payment-timeout');
    });

    test('has lost nothing and done nothing twice, and nothing old is left', async () => {
      await system.reachEndState();
      await system.between(async (database) => {
        for (const service of serviceNames) assert.equal(await isRemembered(database, service), false);
      });
    });
  });

  test('every point has its life', () => {
    const points = [
      'migration.between',
      ...underLoad.map(([at]) => at),
      ...forgetting,
      ...inTimers,
      ...inRebuilds,
    ];
    assert.deepEqual([...points, ...inRedrives].sort(), [...crashPoints].sort());
  });
});
