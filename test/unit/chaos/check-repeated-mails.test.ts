import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkRepeatedMails } from '../../../chaos/check-repeated-mails.ts';
import type { PlannedFault } from '../../../chaos/fault-plan.ts';

const fault = (
  kind: PlannedFault['kind'],
  target: PlannedFault['target'],
  beganAt: number,
  endedAt: number,
  recoveryMs = 0,
) => ({
  fault: { kind, target, at: 0, lastsMs: 0 },
  beganAt,
  endedAt,
  recoveryMs,
});
const arrivals = (...times: readonly number[]) =>
  times.map((arrivedAt) => ({ messageId: '<confirmation-1>', arrivedAt }));

describe('a mail that arrives again', () => {
  it('is right when its sender was killed or frozen, or its database was hit, between the two', () => {
    for (const between of [
      fault('service-killed', 'notification', 12_000, 15_000),
      fault('service-frozen', 'notification', 5_000, 40_000),
      fault('database-killed', 'postgres', 12_000, 13_000),
      fault('database-killed', 'postgres', 1_000, 2_000, 9_000),
    ])
      assert.deepEqual(checkRepeatedMails(arrivals(10_000, 20_000), [between]), []);
  });

  it('is right when it was still on its way to the server when its sender died', () => {
    const killed = fault('service-killed', 'notification', 9_500, 9_600);
    assert.deepEqual(checkRepeatedMails(arrivals(10_000, 20_000), [killed]), []);
  });

  it('is wrong when there was no fault, or only one before, after or elsewhere', () => {
    for (const elsewhere of [
      fault('service-killed', 'notification', 1_000, 3_000),
      fault('service-killed', 'notification', 21_000, 22_000),
      fault('service-killed', 'order', 12_000, 15_000),
      fault('broker-stopped', 'rabbitmq', 12_000, 15_000),
      fault('messages-late', 'notification', 12_000, 15_000),
    ])
      assert.equal(checkRepeatedMails(arrivals(10_000, 20_000), [elsewhere]).length, 1);
    assert.equal(checkRepeatedMails(arrivals(10_000, 20_000), []).length, 1);
  });

  it('is looked at each time', () => {
    const killed = fault('service-killed', 'notification', 12_000, 15_000);
    assert.equal(checkRepeatedMails(arrivals(10_000, 20_000, 30_000), [killed]).length, 1);
  });
});
