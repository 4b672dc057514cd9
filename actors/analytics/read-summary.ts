import { sql } from 'kysely';
import type { AnalyticsMinute, AnalyticsSummary } from '../../contracts/http/analytics-http.ts';
import type { CancellationReason } from '../../contracts/order-messages.ts';
import { groupBy } from '../../runtime/group-by.ts';
import type { Database } from '../../runtime/store/database.ts';
import { type Figure, type FigureName, type MinuteFigure, minuteOf } from './order-figures.ts';

const windowHours = 3;
/** Enough for a p99 that holds still; a busier window is judged by its latest orders. */
const mostSettled = 10_000;
const topLength = 10;
const lowStockAtMost = 10;
const lowStockLength = 50;

interface Row {
  readonly totals: readonly Figure[];
  readonly minutes: readonly (Figure & { readonly figure: MinuteFigure })[];
  readonly settling: {
    readonly orders: number;
    readonly percentiles: readonly number[] | null;
    readonly minutes: readonly {
      readonly minute: string;
      readonly orders: number;
      readonly percentiles: readonly number[];
    }[];
  };
  readonly byUnits: AnalyticsSummary['topProducts']['byUnits'];
  readonly byRevenue: AnalyticsSummary['topProducts']['byRevenue'];
  readonly lowStock: AnalyticsSummary['lowStock']['products'];
}

const totalFigures: readonly FigureName[] = ['orders', 'cancellations', 'revenue', 'refunds', 'units'];
const minuteFigures: readonly MinuteFigure[] = [
  'minute-placed',
  'minute-confirmed',
  'minute-cancelled',
  'minute-shipped',
  'minute-returned',
  'minute-revenue',
  'minute-refunds',
];

/**
 * The figures at `now` (milliseconds since the epoch). One statement, so all of them are of one moment, and each
 * part reads a bounded stretch of an index: the cost does not grow with the orders that are stored.
 */
export const readSummary = async (database: Database, now: number): Promise<AnalyticsSummary> => {
  const since = now - windowHours * 3_600_000;
  const figures = sql`json_build_object('figure', figure, 'key', key, 'currency', currency, 'value', value)
    order by figure, key, currency`;
  const percentiles = sql`percentile_cont(array[0.5, 0.95, 0.99]) within group (order by settling_ms)`;
  const { rows } = await sql<Row>`select
    (select coalesce(json_agg(${figures}), '[]') from analytics.figures
      where figure in (${sql.join(totalFigures)}) and value <> 0) as totals,
    (select coalesce(json_agg(${figures}), '[]') from analytics.figures
      where figure in (${sql.join(minuteFigures)}) and key >= ${minuteOf(since)} and value <> 0) as minutes,
    (with latest as (select settled_at, settling_ms from analytics.orders
        where settled_at >= ${new Date(since).toISOString()}
        order by settled_at desc, order_id desc limit ${mostSettled}),
      by_minute as (select date_trunc('minute', settled_at) as minute, count(*) as orders, ${percentiles} as percentiles
        from latest group by 1)
      select json_build_object('orders', count(*), 'percentiles', ${percentiles}, 'minutes',
        (select coalesce(json_agg(by_minute order by minute), '[]') from by_minute)) from latest) as settling,
    (select coalesce(json_agg(json_build_object('sku', key, 'units', value) order by value desc, key), '[]')
      from (select key, value from analytics.figures
        where figure = 'product-units' and currency = '' and value > 0
        order by value desc, key limit ${topLength}) as top) as "byUnits",
    (select coalesce(json_agg(json_build_object('sku', top.key, 'currency', sold.currency, 'revenue', top.value)
        order by sold.currency, top.value desc, top.key), '[]')
      from analytics.figures as sold, lateral (select key, value from analytics.figures as product
        where product.figure = 'product-revenue' and product.currency = sold.currency and product.value > 0
        order by product.value desc, product.key limit ${topLength}) as top
      where sold.figure = 'units') as "byRevenue",
    (select coalesce(json_agg(json_build_object('sku', sku, 'available', available, 'reserved', reserved)
        order by available, sku), '[]')
      from (select sku, available, reserved from analytics.stock_levels where available <= ${lowStockAtMost}
        order by available, sku limit ${lowStockLength}) as low) as "lowStock"`.execute(database);
  const [row] = rows;
  if (!row) throw new Error('A select without from returns one row');
  return summaryOf(row, now);
};

const summaryOf = (row: Row, now: number): AnalyticsSummary => {
  const { orders, percentiles, minutes } = row.settling;
  const [p50Ms = null, p95Ms = null, p99Ms = null] = (percentiles ?? []).map(Math.round);
  return {
    at: new Date(now).toISOString(),
    orders: {
      placed: sumOf(row.totals, 'orders', 'placed'),
      confirmed: sumOf(row.totals, 'orders', 'confirmed'),
      cancelled: sumOf(row.totals, 'orders', 'cancelled'),
      fulfilled: sumOf(row.totals, 'orders', 'fulfilled'),
      shipped: sumOf(row.totals, 'orders', 'shipped'),
      delivered: sumOf(row.totals, 'orders', 'delivered'),
      completed: sumOf(row.totals, 'orders', 'completed'),
      returned: sumOf(row.totals, 'orders', 'returned'),
      needsAttention: sumOf(row.totals, 'orders', 'needsAttention'),
    },
    cancellations: row.totals
      .filter(isCancellation)
      .map(({ key, value }) => ({ reason: key, orders: value })),
    money: moneyOf(row.totals, 'revenue', 'refunds'),
    unitsSold: sumOf(row.totals, 'units'),
    settling: { windowHours, orders, p50Ms, p95Ms, p99Ms, minutes: minutes.map(settlingMinute) },
    topProducts: { byUnits: row.byUnits, byRevenue: row.byRevenue },
    minutes: minutesOf(row.minutes),
    lowStock: { atMost: lowStockAtMost, products: row.lowStock },
  };
};

const settlingMinute = ({ minute, orders, percentiles }: Row['settling']['minutes'][number]) => {
  const [p50Ms = 0, p95Ms = 0, p99Ms = 0] = percentiles.map(Math.round);
  return { minute: new Date(minute).toISOString(), orders, p50Ms, p95Ms, p99Ms };
};

const isCancellation = (figure: Figure): figure is Figure & { readonly key: CancellationReason } =>
  figure.figure === 'cancellations';

/** Over all currencies: only for what is no money. */
const sumOf = (figures: readonly Figure[], name: FigureName, key = ''): number =>
  figures
    .filter((each) => each.figure === name && each.key === key)
    .reduce((sum, each) => sum + each.value, 0);

const minutesOf = (figures: Row['minutes']): AnalyticsMinute[] =>
  [...groupBy(figures, (figure) => figure.key)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([minute, ofMinute]) => ({
      minute,
      placed: sumOf(ofMinute, 'minute-placed', minute),
      confirmed: sumOf(ofMinute, 'minute-confirmed', minute),
      cancelled: sumOf(ofMinute, 'minute-cancelled', minute),
      shipped: sumOf(ofMinute, 'minute-shipped', minute),
      returned: sumOf(ofMinute, 'minute-returned', minute),
      money: moneyOf(ofMinute, 'minute-revenue', 'minute-refunds'),
    }));

const moneyOf = (
  figures: readonly Figure[],
  revenueName: FigureName,
  refundsName: FigureName,
): AnalyticsSummary['money'] => {
  const money = figures.filter(({ figure }) => figure === revenueName || figure === refundsName);
  return [...groupBy(money, ({ currency }) => currency)]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([currency, ofCurrency]) => {
      const value = (name: FigureName) => ofCurrency.find(({ figure }) => figure === name)?.value ?? 0;
      return { currency, revenue: value(revenueName), refunds: value(refundsName) };
    });
};
