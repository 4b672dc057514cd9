import Type, { type Static } from 'typebox';
import { CancellationReason } from '../order-messages.ts';
import { Currency, Sku } from '../values.ts';

const Count = Type.Integer({ minimum: 0 });
/** A sum over many orders may be above what a double holds exactly, so it has no upper bound. */
const Sum = Type.Number({ minimum: 0, description: 'Money in minor units' });
const Milliseconds = Type.Integer({ minimum: 0 });
const Time = Type.String({ format: 'date-time' });

const Money = Type.Object(
  {
    currency: Currency,
    revenue: Type.Number({ ...Sum, description: 'Captured, in minor units; refunds are not taken off' }),
    refunds: Type.Number({ ...Sum, description: 'Given back, in minor units' }),
  },
  { description: 'Currencies are kept apart, never added together' },
);

/** What happened in one minute, by the times of the events at their source. */
export const AnalyticsMinute = Type.Object({
  minute: Time,
  placed: Count,
  confirmed: Count,
  cancelled: Count,
  shipped: Count,
  returned: Count,
  money: Type.Array(Money),
});
export type AnalyticsMinute = Static<typeof AnalyticsMinute>;

/** How long orders took from placed to confirmed or cancelled. */
const Settling = Type.Object(
  {
    windowHours: Type.Integer(),
    orders: Type.Integer({ minimum: 0, description: 'How many orders were looked at' }),
    p50Ms: Type.Union([Milliseconds, Type.Null()]),
    p95Ms: Type.Union([Milliseconds, Type.Null()]),
    p99Ms: Type.Union([Milliseconds, Type.Null()]),
    minutes: Type.Array(
      Type.Object({
        minute: Time,
        orders: Count,
        p50Ms: Milliseconds,
        p95Ms: Milliseconds,
        p99Ms: Milliseconds,
      }),
      { description: 'The same of the orders that settled in each minute, oldest first' },
    ),
  },
  { description: 'From placed to confirmed or cancelled; null when no order settled within the window' },
);

/** Answer of `GET /analytics/summary` and data of each event of `GET /analytics/stream`. */
export const AnalyticsSummary = Type.Object({
  at: Type.String({ format: 'date-time', description: 'When the figures were read' }),
  orders: Type.Object(
    {
      placed: Count,
      confirmed: Count,
      cancelled: Count,
      fulfilled: Count,
      shipped: Count,
      delivered: Count,
      completed: Count,
      returned: Count,
      needsAttention: Count,
    },
    { description: 'By status now; placed ones are still open. Each order is counted once' },
  ),
  cancellations: Type.Array(Type.Object({ reason: CancellationReason, orders: Count })),
  money: Type.Array(Money),
  unitsSold: Type.Number({
    minimum: 0,
    description: 'Of orders that were confirmed, and neither cancelled nor returned since',
  }),
  settling: Settling,
  topProducts: Type.Object({
    byUnits: Type.Array(Type.Object({ sku: Sku, units: Type.Number() })),
    byRevenue: Type.Array(Type.Object({ sku: Sku, currency: Currency, revenue: Sum }), {
      description: 'The first of each currency, in the order of currencies',
    }),
  }),
  minutes: Type.Array(AnalyticsMinute, {
    description: 'Oldest first; minutes in which nothing happened are left out',
  }),
  lowStock: Type.Object({
    atMost: Type.Integer({ description: 'Products with no more than this available' }),
    products: Type.Array(Type.Object({ sku: Sku, available: Count, reserved: Count })),
  }),
});
export type AnalyticsSummary = Static<typeof AnalyticsSummary>;
