import { assign, setup } from 'xstate';
import { StockLevelsChanged } from '../../contracts/inventory-messages.ts';
import type { Fact } from '../../contracts/message-type.ts';
import { journeyEventsV2 } from './journey-machine-v2.ts';

/** What analytics listens to. */
export const journeyEventsV3 = [...journeyEventsV2, StockLevelsChanged] as const;

/**
 * An event as analytics keeps it. `occurredAt` is its time at the source (RFC 3339, UTC): the time of the fact itself is
 * when analytics took it, which differs from one delivery to another. `sourceVersion` is the version of the stream it
 * came from, which tells what followed what; facts that are older than version 2 have none.
 */
export type JourneyFactV3 = Fact<(typeof journeyEventsV3)[number]> & {
  readonly occurredAt: string;
  readonly sourceVersion?: number;
};

export interface JourneyContextV3 {
  readonly subject: string;
  /** How many of each type were received. */
  readonly counts: Readonly<Partial<Record<JourneyFactV3['type'], number>>>;
}

/**
 * What analytics heard of one subject, version 3: the stock levels of a whole commit, too. It decides nothing:
 * it takes every event as it comes, so that the figures can be rebuilt from a log of their own.
 */
export const journeyMachineV3 = setup({
  types: {} as {
    context: JourneyContextV3;
    events: JourneyFactV3;
    input: { readonly id: string };
  },
  actions: {
    count: assign({
      counts: ({ context: { counts }, event: { type } }) => ({ ...counts, [type]: (counts[type] ?? 0) + 1 }),
    }),
  },
}).createMachine({
  id: 'journey',
  version: '3',
  description: 'What was heard of one order, payment, SKU or change of stock.',
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
        StockLevelsChanged: { actions: 'count' },
      },
    },
  },
});
