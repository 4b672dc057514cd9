import assert from 'node:assert/strict';
import { test } from 'node:test';
import { journeyEventsV1, journeyMachineV1 } from '../../../machines/journey/journey-machine-v1.ts';
import { journeyEventsV3, journeyMachineV3 } from '../../../machines/journey/journey-machine-v3.ts';
import { given } from '../../support/given-when-then.ts';
import { facts, told } from '../../support/order-facts.ts';

const occurredAt = '2026-01-01T00:00:00.000Z';
const placed = { ...facts.placed, occurredAt };
const captured = { ...facts.captured, occurredAt };
const confirmed = { type: 'OrderConfirmed', ...told, occurredAt } as const;

test('the journey takes exactly the events that analytics listens to', () => {
  assert.deepEqual([...journeyMachineV1.events].sort(), journeyEventsV1.map(({ type }) => type).sort());
  assert.deepEqual([...journeyMachineV3.events].sort(), journeyEventsV3.map(({ type }) => type).sort());
});

test('an event is counted under its type and nothing is emitted', () =>
  given(journeyMachineV1, `order-${told.orderId}`, [placed])
    .when(confirmed)
    .then({
      state: 'following',
      emitted: [],
      context: {
        subject: `order-${told.orderId}`,
        counts: { OrderPlaced: 1, OrderConfirmed: 1 },
      },
    }));

test('an event that is heard twice is counted twice: repeats are absorbed before', () =>
  given(journeyMachineV1, `payment-${told.orderId}`, [captured])
    .when(captured)
    .then({ context: { counts: { PaymentCaptured: 2 } } }));
