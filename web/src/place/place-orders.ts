import type { Static } from 'typebox';
import type { ProductView } from '../../../contracts/http/inventory-http.ts';
import type { OrderView, PlaceOrderBody } from '../../../contracts/http/order-http.ts';
import { post, reasonOf } from '../api.ts';
import type { Kind } from './kinds.ts';

/** How far a series of orders is. */
export interface Placing {
  readonly total: number;
  readonly done: number;
  readonly placed: number;
  /** Id of the last one. */
  readonly last?: string;
  /** Why one was not taken. */
  readonly refused?: string;
}

/** What is to be placed. */
export interface Wanted {
  readonly number: number;
  readonly customer: string;
  readonly kinds: readonly Kind[];
  readonly products: readonly ProductView[];
}

/** A browser keeps six connections to one address; some are streams. */
const atOnce = 3;
/** More than any stock. */
const tooMany = 1_000_000;

/** Places orders of the kinds in turn, a few at a time; `tell` is called after each. */
export const placeOrders = async (wanted: Wanted, tell: (placing: Placing) => void): Promise<void> => {
  let placing: Placing = { total: wanted.number, done: 0, placed: 0 };
  tell(placing);
  const waiting = Array.from({ length: wanted.number }, (_, index) => index);
  const place = async (): Promise<void> => {
    for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
      try {
        const body = bodyOf(wanted, index);
        const { id } = await post<OrderView>('order', '/orders', body);
        placing = { ...placing, done: placing.done + 1, placed: placing.placed + 1, last: id };
      } catch (error) {
        placing = { ...placing, done: placing.done + 1, refused: reasonOf(error) };
      }
      tell(placing);
    }
  };
  await Promise.all(Array.from({ length: atOnce }, place));
};

const bodyOf = ({ customer, kinds, products }: Wanted, index: number): Static<typeof PlaceOrderBody> => {
  const kind = kinds[index % kinds.length];
  const product = products[index % products.length];
  if (!kind || !product) throw new Error('There is nothing to order.');
  return {
    customerId: customer,
    email: 'somebody@example.org',
    currency: product.currency,
    lines: [{ sku: product.sku, quantity: kind.tooMany ? tooMany : 1 }],
    payment: { token: kind.token },
    ...(kind.prepaid && { prepaid: true }),
  };
};
