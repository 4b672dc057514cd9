import { randomUUID } from 'node:crypto';
import type { AnalyticsSummary } from '../../contracts/http/analytics-http.ts';
import { StockLevelChanged, StockLevelsChanged } from '../../contracts/inventory-messages.ts';
import {
  OrderCancelled,
  OrderConfirmed,
  OrderDelivered,
  OrderFulfilled,
  OrderNeedsAttention,
  OrderPlaced,
  OrderRefunded,
  OrderResumed,
  OrderReturned,
  OrderShipped,
} from '../../contracts/order-messages.ts';
import { PaymentCaptured, PaymentRefunded } from '../../contracts/payment-messages.ts';
import { type SentEvent, sentEvent } from './running-analytics.ts';

const minuteMs = 60_000;
const tea = { sku: 'TEA-1', name: 'Green tea', unitPrice: 750 };
const pot = { sku: 'POT-1', name: 'Tea pot', unitPrice: 1_000 };
const cup = { sku: 'CUP-1', name: 'Cup', unitPrice: 300 };

const order = (currency: string, ...lines: { sku: string; unitPrice: number; quantity: number }[]) => ({
  orderId: randomUUID(),
  customerId: 'ada',
  email: 'ada@example.com',
  currency,
  lines,
  total: lines.reduce((sum, line) => sum + line.quantity * line.unitPrice, 0),
});
const payment = {
  shippingAddress: null,
  channel: 'web' as const,
  prepaid: false,
  payment: { token: 'tok_visa' },
};
const paid = ({ orderId, total, currency }: ReturnType<typeof order>) => ({
  orderId,
  amount: total,
  currency,
});

/**
 * Eight orders and the stock of two products, told in the order in which it happened, and the figures that follow.
 * `start` is the beginning of a minute, in milliseconds since the epoch.
 */
export const businessDay = (
  start: number,
): { events: SentEvent[]; figures: Omit<AnalyticsSummary, 'at'> } => {
  const at = (minute: number, second: number) => start + minute * minuteMs + second * 1000;
  const bought = order('EUR', { ...tea, quantity: 2 }, { ...pot, quantity: 1 });
  const soldOut = order('EUR', { ...pot, quantity: 9 });
  const regretted = order('USD', { ...cup, quantity: 4 });
  const shipped = order('EUR', { ...tea, quantity: 1 });
  const open = order('USD', { ...cup, quantity: 1 });
  const stuck = order('EUR', { ...pot, quantity: 1 });
  const sentBack = order('EUR', { ...cup, quantity: 2 });
  const found = order('EUR', { ...cup, quantity: 1 });
  const level = (sku: string, revision: number, available: number) => ({
    sku,
    revision,
    available,
    received: 100,
    reserved: 2,
    shipped: 0,
  });
  return {
    events: [
      sentEvent(OrderPlaced, at(0, 10), { ...bought, ...payment }),
      sentEvent(PaymentCaptured, at(0, 11), paid(bought)),
      // Asked to capture again, payment answers again, under another id.
      sentEvent(PaymentCaptured, at(2, 0), paid(bought)),
      sentEvent(OrderConfirmed, at(0, 12), bought),
      sentEvent(OrderPlaced, at(1, 0), { ...soldOut, ...payment }),
      sentEvent(OrderCancelled, at(1, 1), { ...soldOut, reason: 'out-of-stock' }),
      sentEvent(OrderPlaced, at(1, 5), { ...regretted, ...payment }),
      sentEvent(PaymentCaptured, at(1, 8), paid(regretted)),
      sentEvent(OrderConfirmed, at(1, 9), regretted),
      sentEvent(PaymentRefunded, at(3, 0), paid(regretted)),
      sentEvent(OrderRefunded, at(3, 1), regretted),
      sentEvent(OrderCancelled, at(3, 2), {
        ...regretted,
        reason: 'cancelled-by-customer',
        note: 'Too many',
      }),
      sentEvent(OrderPlaced, at(3, 10), { ...shipped, ...payment }),
      sentEvent(PaymentCaptured, at(3, 15), paid(shipped)),
      sentEvent(OrderConfirmed, at(3, 16), shipped),
      sentEvent(OrderFulfilled, at(5, 0), shipped),
      sentEvent(OrderPlaced, at(5, 1), { ...open, ...payment }),
      sentEvent(OrderPlaced, at(5, 2), { ...stuck, ...payment }),
      sentEvent(OrderNeedsAttention, at(5, 3), { ...stuck, problem: 'The stock was not released' }),
      ...[sentBack, found].flatMap((order) => [
        sentEvent(OrderPlaced, at(6, 0), { ...order, ...payment }),
        sentEvent(OrderConfirmed, at(6, 3), order, 4),
        sentEvent(PaymentCaptured, at(6, 10), paid(order)),
        sentEvent(OrderShipped, at(6, 11), { ...order, shippingAddress: null }, 7),
      ]),
      // It was brought before a person, who has seen to it: nobody needs to look any more.
      sentEvent(OrderNeedsAttention, at(6, 13), { ...found, problem: 'delivery-overdue' }, 8),
      sentEvent(OrderResumed, at(6, 14), found, 9),
      sentEvent(OrderDelivered, at(6, 20), sentBack, 8),
      sentEvent(PaymentRefunded, at(8, 0), paid(sentBack)),
      sentEvent(OrderReturned, at(8, 1), { ...sentBack, note: 'Too small' }, 11),
      // As inventory told it once, and since: what a commit changed, in one message.
      sentEvent(StockLevelChanged, at(0, 1), level('TEA-1', 1, 20)),
      sentEvent(StockLevelsChanged, at(0, 2), { levels: [level('TEA-1', 2, 3), level('POT-1', 1, 100)] }),
      sentEvent(StockLevelsChanged, at(0, 3), { levels: [level('POT-1', 2, 99), level('TEA-1', 3, 4)] }),
    ],
    figures: {
      orders: {
        placed: 1,
        confirmed: 1,
        cancelled: 2,
        fulfilled: 1,
        shipped: 1,
        delivered: 0,
        completed: 0,
        returned: 1,
        needsAttention: 1,
      },
      cancellations: [
        { reason: 'cancelled-by-customer', orders: 1 },
        { reason: 'out-of-stock', orders: 1 },
      ],
      money: [
        { currency: 'EUR', revenue: 2_500 + 750 + 600 + 300, refunds: 600 },
        { currency: 'USD', revenue: 1_200, refunds: 1_200 },
      ],
      unitsSold: 5,
      // Of 1, 2, 3, 3, 4 and 6 seconds.
      settling: {
        windowHours: 3,
        orders: 6,
        p50Ms: 3_000,
        p95Ms: 5_500,
        p99Ms: 5_900,
        minutes: [
          settled(at(0, 0), 1, [2_000, 2_000, 2_000]),
          settled(at(1, 0), 2, [2_500, 3_850, 3_970]),
          settled(at(3, 0), 1, [6_000, 6_000, 6_000]),
          settled(at(6, 0), 2, [3_000, 3_000, 3_000]),
        ],
      },
      topProducts: {
        byUnits: [
          { sku: 'TEA-1', units: 3 },
          { sku: 'CUP-1', units: 1 },
          { sku: 'POT-1', units: 1 },
        ],
        byRevenue: [
          { sku: 'TEA-1', currency: 'EUR', revenue: 2_250 },
          { sku: 'POT-1', currency: 'EUR', revenue: 1_000 },
          { sku: 'CUP-1', currency: 'EUR', revenue: 300 },
        ],
      },
      minutes: [
        { ...minute(at(0, 0), 1, 1, 0), money: [{ currency: 'EUR', revenue: 2_500, refunds: 0 }] },
        { ...minute(at(1, 0), 2, 1, 1), money: [{ currency: 'USD', revenue: 1_200, refunds: 0 }] },
        {
          ...minute(at(3, 0), 1, 1, 1),
          money: [
            { currency: 'EUR', revenue: 750, refunds: 0 },
            { currency: 'USD', revenue: 0, refunds: 1_200 },
          ],
        },
        { ...minute(at(5, 0), 2, 0, 0), money: [] },
        {
          ...minute(at(6, 0), 2, 2, 0),
          shipped: 2,
          money: [{ currency: 'EUR', revenue: 900, refunds: 0 }],
        },
        {
          ...minute(at(8, 0), 0, 0, 0),
          returned: 1,
          money: [{ currency: 'EUR', revenue: 0, refunds: 600 }],
        },
      ],
      lowStock: { atMost: 10, products: [{ sku: 'TEA-1', available: 4, reserved: 2 }] },
    },
  };
};

const minute = (at: number, placed: number, confirmed: number, cancelled: number) => ({
  minute: new Date(at).toISOString(),
  placed,
  confirmed,
  cancelled,
  shipped: 0,
  returned: 0,
});

const settled = (at: number, orders: number, [p50Ms, p95Ms, p99Ms]: [number, number, number]) => ({
  minute: new Date(at).toISOString(),
  orders,
  p50Ms,
  p95Ms,
  p99Ms,
});
