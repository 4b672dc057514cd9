import type { SentOrder } from './load/load-job.ts';

/** How an order ended. */
export interface SettledOrder {
  readonly id: string;
  readonly state: string;
  /** Why it was cancelled. */
  readonly reason: string | null;
  /** When the fact that settled it first was recorded, in milliseconds since the epoch; null when none was. */
  readonly settledAt: number | null;
}

/** What must have become of each order that was sent: one readable line for each that ended otherwise. */
export const wrongEndings = (
  sent: readonly SentOrder[],
  settled: ReadonlyMap<string, Pick<SettledOrder, 'state' | 'reason'>>,
): string[] =>
  sent.flatMap((order) => {
    const found = settled.get(order.id);
    if (!found) return [`order ${order.id} (${order.kind}) is lost`];
    const ending = found.reason === null ? found.state : `${found.state}: ${found.reason}`;
    const expected = endingOf(order);
    return ending === expected ? [] : [`order ${order.id} (${order.kind}) is ${ending}, not ${expected}`];
  });

const endingOf = ({ kind, cancellation }: SentOrder): string => {
  if (kind === 'sold-out') return 'cancelled: out-of-stock';
  if (kind === 'declined') return 'cancelled: payment-declined';
  return kind === 'cancelled' && cancellation === 'taken' ? 'cancelled: cancelled-by-customer' : 'confirmed';
};
