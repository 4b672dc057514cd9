import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SentOrder } from '../../../bench/load/load-job.ts';
import { wrongEndings } from '../../../bench/wrong-endings.ts';

const sent = (kind: SentOrder['kind'], cancellation?: SentOrder['cancellation']): SentOrder => ({
  id: kind,
  kind,
  dueAt: 0,
  answeredAfter: 1,
  ...(cancellation ? { cancellation } : {}),
});
const problems = (order: SentOrder, state: string, reason: string | null = null) =>
  wrongEndings([order], new Map([[order.id, { state, reason }]])).length;

test('an order that ends as its kind demands is right', () => {
  assert.equal(problems(sent('bought'), 'confirmed'), 0);
  assert.equal(problems(sent('sold-out'), 'cancelled', 'out-of-stock'), 0);
  assert.equal(problems(sent('declined'), 'cancelled', 'payment-declined'), 0);
  assert.equal(problems(sent('cancelled', 'taken'), 'cancelled', 'cancelled-by-customer'), 0);
  assert.equal(problems(sent('cancelled', 'too-late'), 'confirmed'), 0);
});

test('an order that is lost, still under way or ended otherwise is wrong', () => {
  assert.equal(wrongEndings([sent('bought')], new Map()).length, 1);
  assert.equal(problems(sent('bought'), 'confirming'), 1);
  assert.equal(problems(sent('bought'), 'cancelled', 'payment-timeout'), 1);
  assert.equal(problems(sent('sold-out'), 'confirmed'), 1);
  assert.equal(problems(sent('declined'), 'cancelled', 'out-of-stock'), 1);
  assert.equal(problems(sent('cancelled', 'taken'), 'confirmed'), 1);
  assert.equal(problems(sent('cancelled', 'too-late'), 'cancelled', 'cancelled-by-customer'), 1);
});
