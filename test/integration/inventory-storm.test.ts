// needs: postgres
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import fc from 'fast-check';
import { sql } from 'kysely';
import {
  CommitReservation,
  ReceiveStock,
  ReleaseStock,
  ReserveStock,
  ShipStock,
} from '../../contracts/inventory-messages.ts';
import { type InventoryPair, startInventoryPair } from '../support/inventory-pair.ts';
import type { RunningService } from '../support/running-service.ts';
import { reconcileStock } from '../support/stock-oracle.ts';

let pair: InventoryPair;
before(async () => {
  pair = await startInventoryPair();
});
after(() => pair.close());

const skus = ['A', 'B', 'C'];
const line = fc.record({ sku: fc.constantFrom(...skus), quantity: fc.integer({ min: 1, max: 4 }) });
/** One order: its lines, and what is asked for it, in any order and more than once. */
const story = fc.record({
  lines: fc.array(line, { minLength: 1, maxLength: 4 }),
  requests: fc.array(
    fc.record({
      command: fc.constantFrom('reserve', 'reserve', 'commit', 'release', 'ship'),
      atOne: fc.boolean(),
      /** Whether the next request is sent without waiting for this one. */
      hurried: fc.boolean(),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});
type Story = typeof story extends fc.Arbitrary<infer Value> ? Value : never;

const tell = async ({ lines, requests }: Story): Promise<number> => {
  const orderId = randomUUID();
  const ask = (at: RunningService, command: Story['requests'][number]['command']) => {
    if (command === 'reserve') return at.send(ReserveStock, { orderId, lines });
    if (command === 'commit') return at.send(CommitReservation, { orderId });
    if (command === 'release') return at.send(ReleaseStock, { orderId });
    return at.send(ShipStock, { orderId });
  };
  const sent: Promise<void>[] = [];
  for (const { command, atOne, hurried } of requests) {
    sent.push(ask(atOne ? pair.one : pair.two, command));
    if (!hurried) await Promise.all(sent);
  }
  await Promise.all(sent);
  return requests.length;
};

test('counts and reservations agree at every moment of a storm, and every request is answered', async () => {
  for (const sku of skus) await pair.stock(sku, 150);
  const seed = Math.floor(performance.now() * 1000);
  const stories = fc.sample(story, { numRuns: 300, seed });

  let raging = true;
  const watching = (async () => {
    let looks = 0;
    for (; raging; looks += 1)
      assert.deepEqual(await reconcileStock(pair.database), [], `seed ${seed}, look ${looks}`);
    return looks;
  })();
  const receiving = Promise.all(skus.map((sku) => pair.one.send(ReceiveStock, { sku, quantity: 50 })));
  const requests = await Promise.all(stories.map(tell));
  await receiving;
  raging = false;
  const looks = await watching;

  assert.ok(looks > 3, `the counts were looked at ${looks} times`);
  const asked = requests.reduce((sum, count) => sum + count, 0);
  const answers = await pair.published(asked, (event) => event.subject.startsWith('reservation-'));
  assert.equal(answers.length, asked, `seed ${seed}`);
  assert.deepEqual(await reconcileStock(pair.database), [], `seed ${seed}`);
  const held = await sql`select error_code, error_message from inventory.held_messages`.execute(
    pair.database,
  );
  assert.deepEqual(held.rows, []);
});
