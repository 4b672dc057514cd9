/** What a customer sends. */
export interface NewOrder {
  readonly customerId: string;
  readonly email: string;
  readonly currency: string;
  readonly lines: { readonly sku: string; readonly quantity: number }[];
  readonly payment: { readonly token: string };
}

/** An order that is being handled. */
export interface Order extends NewOrder {
  readonly id: string;
  /** In minor units. */
  readonly total: number;
}

/** Why an order was cancelled. */
export type Reason = 'out-of-stock' | 'payment-declined' | 'cancelled-by-customer';

/** Prices by SKU, as they were when the process began: nothing changes them in a run. */
export type Prices = ReadonlyMap<string, number>;

/** The sum of the lines. @throws for a SKU that is not listed */
export const totalOf = (prices: Prices, { lines }: NewOrder): number =>
  lines.reduce((sum, { sku, quantity }) => {
    const price = prices.get(sku);
    if (price === undefined) throw new Error(`${sku} is not listed`);
    return sum + price * quantity;
  }, 0);
