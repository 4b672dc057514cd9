import type { OrderLine } from '../../contracts/values.ts';
import type { ProductContextV1 } from '../../machines/product/product-machine-v1.ts';
import type { ReservationContextV1 } from '../../machines/reservation/reservation-machine-v1.ts';
import type { ReservationContextV2 } from '../../machines/reservation/reservation-machine-v2.ts';
import { type StockMovement, stockMovement } from '../../machines/reservation/stock-movement.ts';
import type { ActorChange } from '../../runtime/actor/definition.ts';

/** What the actors whose steps move stock know. */
export type StockContext = ReservationContextV1 | ReservationContextV2 | ProductContextV1;

/** What a batch made of one such actor. */
interface StockStep {
  readonly before: Pick<ActorChange<StockContext>['before'], 'value' | 'context'>;
  readonly after: Pick<ActorChange<StockContext>['after'], 'value' | 'context'>;
}

/** How the counts of one SKU change, in pieces. The change of `received` is the sum of the other three. */
export interface StockDelta {
  readonly sku: string;
  readonly received: number;
  readonly available: number;
  readonly reserved: number;
  readonly shipped: number;
}

/** The pieces of each SKU; an order may name a SKU in several lines. */
export const piecesBySku = (lines: readonly OrderLine[]): ReadonlyMap<string, number> => {
  const pieces = new Map<string, number>();
  for (const { sku, quantity } of lines) pieces.set(sku, (pieces.get(sku) ?? 0) + quantity);
  return pieces;
};

const moved: Readonly<Record<StockMovement, (sku: string, pieces: number) => StockDelta[]>> = {
  hold: (sku, pieces) => [{ sku, received: 0, available: -pieces, reserved: pieces, shipped: 0 }],
  release: (sku, pieces) => [{ sku, received: 0, available: pieces, reserved: -pieces, shipped: 0 }],
  ship: (sku, pieces) => [{ sku, received: 0, available: 0, reserved: -pieces, shipped: pieces }],
  sell: (sku, pieces) => [{ sku, received: 0, available: -pieces, reserved: 0, shipped: pieces }],
  restock: (sku, pieces) => [{ sku, received: 0, available: pieces, reserved: 0, shipped: -pieces }],
  none: () => [],
};

/** What the steps of one batch mean for the stock of one actor's SKUs, each SKU once. */
export const stockDeltas = ({ before, after }: StockStep): StockDelta[] => {
  if ('lines' in after.context) {
    const movement = moved[stockMovement(before.value, after.value)];
    return [...piecesBySku(after.context.lines)].flatMap(([sku, pieces]) => movement(sku, pieces));
  }
  const earlier = 'received' in before.context ? before.context.received : 0;
  const received = after.context.received - earlier;
  if (received === 0) return [];
  return [{ sku: after.context.sku, received, available: received, reserved: 0, shipped: 0 }];
};

/** The deltas of many changes, one for each SKU. */
export const sumDeltas = (deltas: readonly StockDelta[]): StockDelta[] => {
  const sums = new Map<string, StockDelta>();
  for (const delta of deltas) {
    const sum = sums.get(delta.sku);
    sums.set(delta.sku, sum ? add(sum, delta) : delta);
  }
  return [...sums.values()];
};

const add = (one: StockDelta, other: StockDelta): StockDelta => ({
  sku: one.sku,
  received: one.received + other.received,
  available: one.available + other.available,
  reserved: one.reserved + other.reserved,
  shipped: one.shipped + other.shipped,
});
