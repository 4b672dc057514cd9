import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBackPressure } from '../../../runtime/delivery/back-pressure.ts';
import { Transient } from '../../../runtime/errors.ts';

describe('back-pressure', () => {
  it('refuses new work above the limit and not at it', () => {
    const pressure = createBackPressure(10);
    pressure.refuseWhenFull();
    pressure.measured(10);
    pressure.refuseWhenFull();
    pressure.measured(11);
    assert.throws(
      () => pressure.refuseWhenFull(),
      (error) => error instanceof Transient && error.code === 'outbox/full',
    );
    pressure.measured(10);
    pressure.refuseWhenFull();
  });
});
