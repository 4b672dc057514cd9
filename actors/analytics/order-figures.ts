import type { Moment, OrderJourney } from './order-journey.ts';

/** The sums that are kept: what `key` is stands behind each. */
export type FigureName =
  | 'orders' // status
  | 'cancellations' // reason
  | 'revenue' // none, by currency
  | 'refunds' // none, by currency
  | 'units' // none, by currency
  | 'product-units' // SKU
  | 'product-revenue' // SKU, by currency
  | MinuteFigure;
/** Their key is a minute, `2026-01-01T00:00:00.000Z`; money is by currency. */
export type MinuteFigure =
  | 'minute-placed'
  | 'minute-confirmed'
  | 'minute-cancelled'
  | 'minute-shipped'
  | 'minute-returned'
  | 'minute-revenue'
  | 'minute-refunds';

/** What one order adds to a sum. */
export interface Figure {
  readonly figure: FigureName;
  readonly key: string;
  readonly currency: string;
  readonly value: number;
}

const minuteMs = 60_000;

/** The beginning of the minute in which `at` (milliseconds since the epoch) lies, as the key of its figures. */
export const minuteOf = (at: number): string => new Date(at - (at % minuteMs)).toISOString();

/**
 * All that one order adds to the sums, from what is known of it now. The figures are the sum of this over all
 * orders, so they depend on what was heard alone, not on when.
 */
export const figuresOf = (journey: OrderJourney): readonly Figure[] => {
  const { placed, confirmed, cancelled, shipped, returned, captured, refunded } = journey;
  const status = statusOf(journey);
  return [
    ...(status ? [figure('orders', 1, status)] : []),
    ...(placed ? [figure('minute-placed', 1, minuteOf(placed.at))] : []),
    ...(confirmed ? [figure('minute-confirmed', 1, minuteOf(confirmed.at))] : []),
    ...(cancelled
      ? [figure('cancellations', 1, cancelled.reason), figure('minute-cancelled', 1, minuteOf(cancelled.at))]
      : []),
    ...(shipped ? [figure('minute-shipped', 1, minuteOf(shipped.at))] : []),
    ...(returned ? [figure('minute-returned', 1, minuteOf(returned.at))] : []),
    ...(captured ? moneyOf('revenue', captured) : []),
    ...(refunded ? moneyOf('refunds', refunded) : []),
    ...soldBy(journey),
  ];
};

const figure = (name: FigureName, value: number, key = '', currency = ''): Figure => ({
  figure: name,
  key,
  currency,
  value,
});

const ends = ['returned', 'completed', 'fulfilled', 'cancelled'] as const;
/** An order never leaves what stands further up. */
const stages = [...ends, 'delivered', 'shipped', 'confirmed', 'placed'] as const;

const statusOf = (journey: OrderJourney) => {
  const stage = stages.find((each) => journey[each] !== undefined);
  const { needsAttention, resumed } = journey;
  if (!needsAttention || ends.some((end) => end === stage)) return stage;
  const goneOn = Math.max(versionOf(stage && journey[stage]), resumed ? versionOf(resumed) + 1 : 0);
  return versionOf(needsAttention) >= goneOn ? 'needsAttention' : stage;
};

const versionOf = (moment: Moment | undefined): number => moment?.version ?? 0;

const moneyOf = (
  name: 'revenue' | 'refunds',
  { at, amount, currency }: { at: number; amount: number; currency: string },
): readonly Figure[] => [
  figure(name, amount, '', currency),
  figure(`minute-${name}`, amount, minuteOf(at), currency),
];

const soldBy = ({ confirmed, cancelled, returned, goods }: OrderJourney): readonly Figure[] => {
  if (!confirmed || cancelled || returned || !goods) return [];
  const { currency, lines } = goods;
  return lines.flatMap(({ sku, quantity, unitPrice }) => [
    figure('units', quantity, '', currency),
    figure('product-units', quantity, sku),
    figure('product-revenue', quantity * unitPrice, sku, currency),
  ]);
};
