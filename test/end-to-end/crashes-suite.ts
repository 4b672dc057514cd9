import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { reachEndState } from '../support/end-state.ts';
import type { Shop } from '../support/shop.ts';
import type { System } from '../support/system.ts';

const customers = 4;
/** How long a customer thinks between two orders. */
const pauseMs = 100;
/** Two at a time are down: each row is killed and started one after another. */
const rows = [
  ['order', 'payment', 'analytics'],
  ['inventory', 'notification'],
] as const;
const tokens = ['tok_visa', 'tok_visa', 'tok_declined', 'tok_flaky', 'tok_capture_fails'];

/** Services that die without a word. */
export const describeCrashes = (get: () => System): void => {
  describe('a crash', () => {
    test('of every service under load loses nothing and does nothing twice', async () => {
      const system = get();
      const { shop, processes } = system;
      await shop.stock('CRASH', 10_000);
      const before = shop.placed.size;
      const closing = new AbortController();
      const load = Promise.all(Array.from({ length: customers }, () => customer(shop, closing.signal)));
      try {
        await Promise.all(
          rows.map(async (services) => {
            for (const service of services) {
              await processes.kill(service);
              await processes.restart(service);
            }
          }),
        );
      } finally {
        closing.abort();
        await load.catch(() => {});
      }
      await load;
      assert.ok(shop.placed.size - before > 50, `${shop.placed.size - before} orders were placed`);
      // What a killed process had claimed for itself is taken over after 15 s.
      await reachEndState(system);
    });
  });
};

/** Orders and sometimes cancels until the shop closes; asks again when nobody answers. */
const customer = async (shop: Shop, closing: AbortSignal): Promise<void> => {
  for (let round = 0; !closing.aborted; round += 1) {
    const { id } = await shop.placeUntilAnswered({
      sku: 'CRASH',
      token: tokens[round % tokens.length] ?? 'tok_visa',
    });
    // Whether it is taken, refused or lost: the oracle knows what must follow.
    if (round % 4 === 0) await shop.cancel(id).catch(() => {});
    await delay(pauseMs);
  }
};
