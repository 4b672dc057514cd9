import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import Value from 'typebox/value';
import { newOrderId, orderIdOf } from '../../actors/order/order-id.ts';
import { OrderId } from '../../contracts/values.ts';

const hourMs = 3_600_000;
const hourOf = (id: string): number => Number.parseInt(id.slice(0, 2), 16);

describe('the id of an order', () => {
  test('is a UUID that says that its layout is its own', () => {
    for (const id of [newOrderId(0), newOrderId(Date.now()), orderIdOf('a key')]) {
      assert.ok(Value.Check(OrderId, id), id);
      assert.match(id, /^.{14}8.{4}[89ab]/);
    }
  });

  test('stands beside those of the same hour, and behind those of the hour before', () => {
    const hour = 77;
    assert.equal(hourOf(newOrderId(hour * hourMs)), 77);
    assert.equal(hourOf(newOrderId((hour + 1) * hourMs - 1)), 77);
    assert.equal(hourOf(newOrderId((hour + 1) * hourMs)), 78);
    assert.equal(hourOf(newOrderId((hour + 256) * hourMs)), 77);
  });

  test('is another one each time', () => {
    const ids = Array.from({ length: 1_000 }, () => newOrderId(0));
    assert.equal(new Set(ids.map((id) => id.slice(2, 13))).size, 1_000);
  });

  test('is that of its key, whenever it is asked for', () => {
    assert.equal(orderIdOf('a key'), orderIdOf('a key'));
    assert.notEqual(orderIdOf('a key'), orderIdOf('another'));
  });
});
