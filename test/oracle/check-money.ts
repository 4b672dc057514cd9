import type { OrderContext } from '../../actors/order/order-view.ts';
import type { GatewayBookEntry } from '../../actors/payment/gateway-book.ts';
import type { PaymentContextV1 } from '../../machines/payment/payment-context-v1.ts';
import { isPaidAtOnce } from './is-paid-at-once.ts';
import type { ActorReading } from './read-actors.ts';
import type { SystemReading } from './read-system.ts';

/** Holds the gateway's own book against the orders: who keeps the goods has paid once, all others have their money. */
export const checkMoney = ({ orders, payments, gateway }: SystemReading): string[] => [
  ...[...payments.values()].flatMap((payment) => problemsOfKeys(payment, gateway.get(payment.id))),
  ...[...gateway.keys()].filter((id) => !orders.has(id)).map((id) => `the gateway charged ${id}, no order`),
  ...[...orders.values()].flatMap(({ id, state, context }) => {
    const { total, currency } = context;
    const entry = gateway.get(id);
    const problems = problemsOf(state, context, entry);
    const foreign = entry && entry.authorized.count > 0 && entry.currency !== currency;
    return [...problems, ...(foreign ? [`it was charged in ${entry.currency}`] : [])].map(
      (problem) => `order ${id} (${state}, ${total} ${currency}): ${problem}`,
    );
  }),
];

const problemsOf = (state: string, context: OrderContext, entry: GatewayBookEntry | undefined): string[] => {
  if (state === 'cancelled' || state === 'returned') return problemsOfCancelled(entry, context.total);
  const waits = state === 'confirmed' && !isPaidAtOnce(context);
  return waits ? problemsOfHeld(entry) : problemsOfSold(entry, context.total);
};

/** However often it is tried, a business attempt has one key: a gateway less forgiving than ours would charge twice. */
const problemsOfKeys = (
  { id, emitted, context: { attempts } }: ActorReading<PaymentContextV1>,
  entry: GatewayBookEntry | undefined,
): string[] => {
  const asked =
    ('AuthorizeCharge' in emitted ? attempts.authorize : 0) +
    ('CaptureCharge' in emitted ? attempts.capture : 0) +
    ('VoidCharge' in emitted ? attempts.void : 0) +
    ('RefundCharge' in emitted ? attempts.refund : 0);
  const keys = entry?.keys ?? 0;
  return keys <= asked ? [] : [`payment ${id} was asked for ${asked} times under ${keys} idempotency keys`];
};

/** It is set aside until the goods leave. */
const problemsOfHeld = (entry: GatewayBookEntry | undefined): string[] => {
  if (entry?.authorized.count !== 1) return ['its money is not set aside'];
  const { captured, voided, refunded } = entry;
  return captured.count + voided.count + refunded.count === 0
    ? []
    : ['its money was taken or given back before it was shipped'];
};

const problemsOfSold = (entry: GatewayBookEntry | undefined, total: number): string[] => {
  if (!entry) return ['the gateway knows nothing of it'];
  const { captured, voided, refunded } = entry;
  return [
    ...(captured.count === 1 && captured.amount === total
      ? []
      : [`captured ${captured.count} times, ${captured.amount} in all`]),
    ...(voided.count + refunded.count === 0 ? [] : ['its money was given back']),
  ];
};

const problemsOfCancelled = (entry: GatewayBookEntry | undefined, total: number): string[] => {
  if (!entry) return [];
  const { authorized, captured, voided, refunded } = entry;
  if (captured.count === 0)
    return [
      ...(authorized.count > voided.count ? ['its money is still set aside'] : []),
      ...(refunded.count > 0 ? ['what was never taken was refunded'] : []),
    ];
  const undone = [captured, refunded].every(({ count, amount }) => count === 1 && amount === total);
  return undone
    ? []
    : [
        `captured ${captured.count} times (${captured.amount}), refunded ${refunded.count} (${refunded.amount})`,
      ];
};
