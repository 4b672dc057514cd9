// needs: postgres
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import { sql } from 'kysely';
import { ReserveStock } from '../../contracts/inventory-messages.ts';
import { type InventoryPair, startInventoryPair } from '../support/inventory-pair.ts';
import { waitsForALock } from '../support/waits-for-a-lock.ts';

let pair: InventoryPair;
before(async () => {
  pair = await startInventoryPair();
  await pair.stock('A', 5);
  await pair.stock('Z', 5);
});
after(() => pair.close());

test('a reservation locks in SKU order, decides again on what is left, and is then refused', async () => {
  const orderId = randomUUID();
  const lines = [
    { sku: 'Z', quantity: 1 },
    { sku: 'A', quantity: 1 },
  ];
  const sent = await pair.database.transaction().execute(async (transaction) => {
    await sql`select from inventory.stock where sku = 'A' for update`.execute(transaction);
    // Decided while there were five pieces of each.
    const sending = pair.one.send(ReserveStock, { orderId, lines });
    await waitsForALock(pair.database);
    // It waits for A; had it locked Z before, this would fail at once.
    await sql`select from inventory.stock where sku = 'Z' for update nowait`.execute(transaction);
    await sql`update inventory.stock set available = 0, shipped = 5 where sku = 'A'`.execute(transaction);
    return { sending };
  });
  await sent.sending;
  const [answer] = await pair.published(1, ({ subject }) => subject === `reservation-${orderId}`);
  assert.deepEqual(answer?.data, {
    orderId,
    reason: 'out-of-stock',
    shortages: [{ sku: 'A', wanted: 1, available: 0 }],
  });
});
