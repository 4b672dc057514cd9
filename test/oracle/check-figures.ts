import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import type { SystemReading } from './read-system.ts';

/** The figures of analytics are those that follow from the orders and payments themselves. */
export const checkFigures = async (database: Database, system: SystemReading): Promise<string[]> => {
  const { rows } = await sql<{ name: string; value: number }>`
    select concat_ws(' ', figure, nullif(key, ''), nullif(currency, '')) as name, value::float8 as value
      from analytics.figures where value <> 0`.execute(database);
  const kept = new Map(rows.map(({ name, value }) => [name, value]));
  const expected = figuresOf(system);
  return [...new Set([...kept.keys(), ...expected.keys()])]
    .filter((name) => kept.get(name) !== expected.get(name))
    .map(
      (name) =>
        `analytics has ${kept.get(name) ?? 0} as "${name}", the orders say ${expected.get(name) ?? 0}`,
    );
};

/** States in which the customer keeps what was ordered. */
const sold: ReadonlySet<string> = new Set(['confirmed', 'fulfilled', 'shipped', 'delivered', 'completed']);

/** Figure, key and currency with a blank between → value. */
const figuresOf = ({ orders, payments }: SystemReading): ReadonlyMap<string, number> => {
  const figures = new Map<string, number>();
  const add = (value: number, ...name: readonly string[]): void => {
    figures.set(name.join(' '), (figures.get(name.join(' ')) ?? 0) + value);
  };
  for (const { state, emitted, context } of orders.values()) {
    const { OrderConfirmed: confirmed, OrderCancelled: cancelled, OrderPlaced: placed } = emitted;
    const { OrderShipped: shipped, OrderReturned: returned } = emitted;
    add(1, 'orders', state);
    if (placed !== undefined) add(1, 'minute-placed', minuteOf(placed));
    if (confirmed !== undefined) add(1, 'minute-confirmed', minuteOf(confirmed));
    if (cancelled !== undefined) {
      add(1, 'minute-cancelled', minuteOf(cancelled));
      add(1, 'cancellations', context.reason ?? 'none');
    }
    if (shipped !== undefined) add(1, 'minute-shipped', minuteOf(shipped));
    if (returned !== undefined) add(1, 'minute-returned', minuteOf(returned));
    if (!sold.has(state)) continue;
    for (const { sku, quantity, unitPrice } of context.lines) {
      add(quantity, 'units', context.currency);
      add(quantity, 'product-units', sku);
      add(quantity * unitPrice, 'product-revenue', sku, context.currency);
    }
  }
  for (const { emitted, context } of payments.values()) {
    const { PaymentCaptured: captured, PaymentRefunded: refunded } = emitted;
    const { amount, currency } = context;
    if (captured !== undefined) {
      add(amount, 'revenue', currency);
      add(amount, 'minute-revenue', minuteOf(captured), currency);
    }
    if (refunded !== undefined) {
      add(amount, 'refunds', currency);
      add(amount, 'minute-refunds', minuteOf(refunded), currency);
    }
  }
  return figures;
};

const minuteOf = (at: number): string => `${new Date(at).toISOString().slice(0, 16)}:00.000Z`;
