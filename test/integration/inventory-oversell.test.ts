// needs: postgres
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, test } from 'node:test';
import type { Envelope } from '../../contracts/envelope.ts';
import { ReserveStock } from '../../contracts/inventory-messages.ts';
import type { OrderLine } from '../../contracts/values.ts';
import { type InventoryPair, startInventoryPair } from '../support/inventory-pair.ts';
import { reconcileStock, stockOf } from '../support/stock-oracle.ts';

let pair: InventoryPair;
before(async () => {
  pair = await startInventoryPair();
});
after(() => pair.close());

/** Orders `count` times at both processes at once; resolves with how often the answer was which. */
const orderAtOnce = async (count: number, linesOf: (index: number) => OrderLine[]) => {
  const orders = Array.from({ length: count }, (_, index) => ({
    orderId: randomUUID(),
    lines: linesOf(index),
  }));
  await Promise.all(
    orders.map((order, index) => (index % 2 === 0 ? pair.one : pair.two).send(ReserveStock, order)),
  );
  const subjects = new Set(orders.map(({ orderId }) => `reservation-${orderId}`));
  const answers = await pair.published(count, (event) => subjects.has(event.subject));
  const countOf = (type: string) => answers.filter((event) => event.type === type).length;
  return { reserved: countOf('StockReserved'), rejected: countOf('StockRejected') };
};

test('500 orders at two processes for 100 pieces get 100 reservations and 400 refusals', async () => {
  await pair.stock('RARE', 100);
  const answers = await orderAtOnce(500, () => [{ sku: 'RARE', quantity: 1 }]);
  assert.deepEqual(answers, { reserved: 100, rejected: 400 });
  const counts = { received: 100, available: 0, reserved: 100, shipped: 0 };
  assert.deepEqual(await stockOf(pair.database, 'RARE'), counts);
  assert.deepEqual(await reconcileStock(pair.database), []);
});

test('orders that name the same SKUs in opposite order get all of their lines or none', async () => {
  await pair.stock('LEFT', 60);
  await pair.stock('RIGHT', 40);
  const lines = [
    { sku: 'LEFT', quantity: 1 },
    { sku: 'RIGHT', quantity: 1 },
  ];
  const answers = await orderAtOnce(200, (index) => (index % 4 < 2 ? lines : lines.toReversed()));
  assert.deepEqual(answers, { reserved: 40, rejected: 160 });
  const left = { received: 60, available: 20, reserved: 40, shipped: 0 };
  assert.deepEqual(await stockOf(pair.database, 'LEFT'), left);
  const right = { received: 40, available: 0, reserved: 40, shipped: 0 };
  assert.deepEqual(await stockOf(pair.database, 'RIGHT'), right);
  assert.deepEqual(await reconcileStock(pair.database), []);
});

test('the levels of all SKUs that a commit changed are told in one message', async () => {
  await pair.stock('CUP', 3);
  await pair.stock('LID', 3);
  const lines = ['CUP', 'LID'].map((sku) => ({ sku, quantity: 2 }));
  await pair.one.send(ReserveStock, { orderId: randomUUID(), lines });
  const counts = { received: 3, available: 1, reserved: 2, shipped: 0, revision: 3 };
  const isTold = ({ type, data }: Envelope) =>
    type === 'StockLevelsChanged' && JSON.stringify(data).includes('"CUP","received":3,"available":1');
  const [told] = await pair.published(1, isTold);
  assert.deepEqual(told?.data, { levels: ['CUP', 'LID'].map((sku) => ({ sku, ...counts })) });
});
