import { OrderPage, type OrderSummary } from '../../contracts/http/order-http.ts';
import { ComparisonStep, RebuildStep } from '../../contracts/http/projection-http.ts';
import { readAs, send } from './shop.ts';

/** Rebuilds the list of orders through the service at `url`; resolves when it was switched. */
export const rebuildOrders = async (url: string): Promise<void> => {
  const path = `${url}/projections/order-summary/rebuild`;
  while (!(await readAs(RebuildStep, await send('POST', path, {}))).switched);
};

/** The rows in which the list of orders differs from the log; none is as it must be. */
export const wronglyListed = async (url: string): Promise<number> => {
  for (;;) {
    const answer = await send('POST', `${url}/projections/order-summary/comparison`, {});
    const { found } = await readAs(ComparisonStep, answer);
    if (found) return found.rows;
  }
};

/** The first page of the list of orders. */
export const rebuiltOrders = async (url: string): Promise<readonly OrderSummary[]> =>
  (await readAs(OrderPage, await fetch(`${url}/orders?limit=200`))).orders;
