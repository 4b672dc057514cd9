import type { CancellationReason } from '../../contracts/order-messages.ts';
import type { PricedLine } from '../../contracts/values.ts';
import type { JourneyFactV1 } from '../../machines/journey/journey-machine-v1.ts';

/** A fact about an order or its payment. */
export type OrderNews = Exclude<JourneyFactV1, { readonly type: 'StockLevelChanged' }>;

/** Something that happened, in milliseconds since the epoch. */
interface Moment {
  readonly at: number;
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
  readonly needsAttention?: Moment;
  readonly captured?: Payment;
  readonly refunded?: Payment;
}

/**
 * Takes one fact in. The earliest of its kind is kept, so that neither the order of arrival nor a repeated answer
 * matters: a payment that is asked to capture twice tells twice, under two message ids.
 */
export const hear = (journey: OrderJourney, news: OrderNews): OrderJourney => {
  const at = Date.parse(news.occurredAt);
  switch (news.type) {
    case 'OrderPlaced':
      return { ...withGoods(journey, news), placed: earlier(journey.placed, { at }) };
    case 'OrderConfirmed':
      return { ...withGoods(journey, news), confirmed: earlier(journey.confirmed, { at }) };
    case 'OrderCancelled':
      return {
        ...withGoods(journey, news),
        cancelled: earlier(journey.cancelled, { at, reason: news.reason }),
      };
    case 'OrderFulfilled':
      return { ...withGoods(journey, news), fulfilled: earlier(journey.fulfilled, { at }) };
    case 'OrderNeedsAttention':
      return { ...withGoods(journey, news), needsAttention: earlier(journey.needsAttention, { at }) };
    case 'OrderRefunded':
      return withGoods(journey, news);
    case 'PaymentCaptured':
      return { ...journey, captured: earlier(journey.captured, paid(at, news)) };
    case 'PaymentRefunded':
      return { ...journey, refunded: earlier(journey.refunded, paid(at, news)) };
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

const withGoods = (journey: OrderJourney, { currency, lines }: Goods): OrderJourney =>
  journey.goods === undefined ? { ...journey, goods: { currency, lines } } : journey;

const paid = (at: number, { amount, currency }: Omit<Payment, 'at'>): Payment => ({ at, amount, currency });
