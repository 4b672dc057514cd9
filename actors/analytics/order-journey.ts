import type { CancellationReason } from '../../contracts/order-messages.ts';
import type { PricedLine } from '../../contracts/values.ts';
import type { JourneyFactV3 } from '../../machines/journey/journey-machine-v3.ts';
import type { StockNews } from './stock-levels.ts';

/** A fact about an order or its payment. */
export type OrderNews = Exclude<JourneyFactV3, StockNews>;

/** Something that happened. */
export interface Moment {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** Version of the stream that told it: what has a higher one came later, whatever the clocks said. */
  readonly version?: number;
}
interface Payment extends Moment {
  readonly amount: number;
  readonly currency: string;
}
interface Goods {
  readonly currency: string;
  readonly lines: readonly PricedLine[];
}

/** What is known of one order; each part is filled in when its event is heard, whichever comes first. */
export interface OrderJourney {
  readonly goods?: Goods;
  readonly placed?: Moment;
  readonly confirmed?: Moment;
  readonly cancelled?: Moment & { readonly reason: CancellationReason };
  readonly fulfilled?: Moment;
  readonly shipped?: Moment;
  readonly delivered?: Moment;
  readonly returned?: Moment;
  readonly completed?: Moment;
  /** The last time of each. */
  readonly needsAttention?: Moment;
  readonly resumed?: Moment;
  readonly captured?: Payment;
  readonly refunded?: Payment;
}

/** What happens to an order once, by the event that tells it. */
const stages = {
  OrderPlaced: 'placed',
  OrderConfirmed: 'confirmed',
  OrderFulfilled: 'fulfilled',
  OrderShipped: 'shipped',
  OrderDelivered: 'delivered',
  OrderReturned: 'returned',
  OrderCompleted: 'completed',
} as const;

/**
 * Takes one fact in. The earliest of its kind is kept, so that neither the order of arrival nor a repeated answer
 * matters: a payment that is asked to capture twice tells twice, under two message ids.
 */
export const hear = (journey: OrderJourney, news: OrderNews): OrderJourney => {
  const { sourceVersion: version } = news;
  const moment: Moment = {
    at: Date.parse(news.occurredAt),
    ...(version === undefined ? {} : { version }),
  };
  switch (news.type) {
    case 'OrderCancelled':
      return {
        ...withGoods(journey, news),
        cancelled: earlier(journey.cancelled, { ...moment, reason: news.reason }),
      };
    case 'OrderNeedsAttention':
      return { ...withGoods(journey, news), needsAttention: later(journey.needsAttention, moment) };
    case 'OrderResumed':
      return { ...withGoods(journey, news), resumed: later(journey.resumed, moment) };
    case 'OrderRefunded':
      return withGoods(journey, news);
    case 'PaymentCaptured':
      return { ...journey, captured: earlier(journey.captured, paid(moment, news)) };
    case 'PaymentRefunded':
      return { ...journey, refunded: earlier(journey.refunded, paid(moment, news)) };
    default: {
      const stage = stages[news.type];
      return { ...withGoods(journey, news), [stage]: earlier(journey[stage], moment) };
    }
  }
};

/** When it was settled, and how long that took; undefined until both ends are known. */
export const settlingOf = (journey: OrderJourney): { at: number; milliseconds: number } | undefined => {
  const at = Math.min(journey.confirmed?.at ?? Infinity, journey.cancelled?.at ?? Infinity);
  if (journey.placed === undefined || at === Infinity) return undefined;
  return { at, milliseconds: Math.max(0, at - journey.placed.at) };
};

const earlier = <Kind extends Moment>(known: Kind | undefined, told: Kind): Kind =>
  known !== undefined && known.at <= told.at ? known : told;

const later = (known: Moment | undefined, told: Moment): Moment =>
  known !== undefined && (known.version ?? 0) >= (told.version ?? 0) ? known : told;

const withGoods = (journey: OrderJourney, { currency, lines }: Goods): OrderJourney =>
  journey.goods === undefined ? { ...journey, goods: { currency, lines } } : journey;

const paid = (moment: Moment, { amount, currency }: Omit<Payment, 'at'>): Payment => ({
  ...moment,
  amount,
  currency,
});
