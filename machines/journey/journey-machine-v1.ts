import { assign, setup } from 'xstate';
import { StockLevelChanged } from '../../contracts/inventory-messages.ts';
import type { Fact } from '../../contracts/message-type.ts';
import {
  OrderCancelled,
  OrderConfirmed,
  OrderFulfilled,
  OrderNeedsAttention,
  OrderPlaced,
  OrderRefunded,
} from '../../contracts/order-messages.ts';
import { PaymentCaptured, PaymentRefunded } from '../../contracts/payment-messages.ts';

/** What version 1 takes. */
export const journeyEventsV1 = [
  OrderPlaced,
  OrderConfirmed,
  OrderCancelled,
  OrderRefunded,
  OrderFulfilled,
  OrderNeedsAttention,
  PaymentCaptured,
  PaymentRefunded,
  StockLevelChanged,
] as const;

/**
 * An event as analytics keeps it. `occurredAt` is its time at the source (RFC 3339, UTC): the time of the fact
 * itself is when analytics took it, which differs from one delivery to another.
 */
export type JourneyFactV1 = Fact<(typeof journeyEventsV1)[number]> & { readonly occurredAt: string };

export interface JourneyContextV1 {
  readonly subject: string;
  /** How many of each type were received. */
  readonly counts: Readonly<Partial<Record<JourneyFactV1['type'], number>>>;
}

/**
 * What analytics heard of one subject, version 1. It decides nothing: it takes every event as it comes, so that
 * the figures can be rebuilt from a log of their own.
 */
export const journeyMachineV1 = setup({
  types: {} as {
    context: JourneyContextV1;
    events: JourneyFactV1;
    input: { readonly id: string };
  },
  actions: {
    count: assign({
      counts: ({ context: { counts }, event: { type } }) => ({ ...counts, [type]: (counts[type] ?? 0) + 1 }),
    }),
  },
}).createMachine({
  id: 'journey',
  version: '1',
  description: 'What was heard of one order, payment or SKU.',
  context: ({ input }) => ({ subject: input.id, counts: {} }),
  initial: 'following',
  states: {
    following: {
      description: 'Every event is counted, none is refused.',
      on: {
        OrderPlaced: { actions: 'count' },
        OrderConfirmed: { actions: 'count' },
        OrderCancelled: { actions: 'count' },
        OrderRefunded: { actions: 'count' },
        OrderFulfilled: { actions: 'count' },
        OrderNeedsAttention: { actions: 'count' },
        PaymentCaptured: { actions: 'count' },
        PaymentRefunded: { actions: 'count' },
        StockLevelChanged: { actions: 'count' },
      },
    },
  },
});
