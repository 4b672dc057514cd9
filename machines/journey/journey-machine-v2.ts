import { assign, setup } from 'xstate';
import type { Fact } from '../../contracts/message-type.ts';
import {
  OrderCompleted,
  OrderDelivered,
  OrderResumed,
  OrderReturned,
  OrderShipped,
} from '../../contracts/order-messages.ts';
import { journeyEventsV1 } from './journey-machine-v1.ts';

/** What version 1 does not know. */
export const shippingEventsV2 = [
  OrderShipped,
  OrderDelivered,
  OrderReturned,
  OrderCompleted,
  OrderResumed,
] as const;

/** What version 2 takes. */
export const journeyEventsV2 = [...journeyEventsV1, ...shippingEventsV2] as const;

/**
 * An event as analytics keeps it. `occurredAt` is its time at the source (RFC 3339, UTC): the time of the fact itself is
 * when analytics took it, which differs from one delivery to another. `sourceVersion` is the version of the stream it
 * came from, which tells what followed what; facts that are older than version 2 have none.
 */
export type JourneyFactV2 = Fact<(typeof journeyEventsV2)[number]> & {
  readonly occurredAt: string;
  readonly sourceVersion?: number;
};

export interface JourneyContextV2 {
  readonly subject: string;
  /** How many of each type were received. */
  readonly counts: Readonly<Partial<Record<JourneyFactV2['type'], number>>>;
}

/**
 * What analytics heard of one subject, version 2: also what becomes of an order after it was confirmed. It decides
 * nothing: it takes every event as it comes, so that the figures can be rebuilt from a log of their own.
 */
export const journeyMachineV2 = setup({
  types: {} as {
    context: JourneyContextV2;
    events: JourneyFactV2;
    input: { readonly id: string };
  },
  actions: {
    count: assign({
      counts: ({ context: { counts }, event: { type } }) => ({ ...counts, [type]: (counts[type] ?? 0) + 1 }),
    }),
  },
}).createMachine({
  id: 'journey',
  version: '2',
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
        OrderShipped: { actions: 'count' },
        OrderDelivered: { actions: 'count' },
        OrderReturned: { actions: 'count' },
        OrderCompleted: { actions: 'count' },
        OrderResumed: { actions: 'count' },
        OrderNeedsAttention: { actions: 'count' },
        PaymentCaptured: { actions: 'count' },
        PaymentRefunded: { actions: 'count' },
        StockLevelChanged: { actions: 'count' },
      },
    },
  },
});
