import type { NewOrder, Shop } from './shop.ts';
import { waitFor } from './wait-for.ts';

/** Payment tokens that lead an order to each of its ends. */
export const tokens = ['tok_visa', 'tok_visa', 'tok_declined', 'tok_flaky', 'tok_capture_fails'];

/**
 * Places an order for each way in which one can end, all at once, and asks again for as long as nobody answers;
 * the first is cancelled, if it still can be. Resolves when all are answered, with their ids.
 */
export const placeEveryEnding = async (shop: Shop, sku: string): Promise<readonly string[]> => {
  const orders = await Promise.all(
    tokens.map(
      (token): Promise<{ id: string }> => shop.placeUntilAnswered({ sku, token } satisfies NewOrder),
    ),
  );
  const [first] = orders;
  if (first) await cancelUntilAnswered(shop, first.id);
  return orders.map(({ id }) => id);
};

/** Whether it is taken or refused: the oracle knows what must follow. */
const cancelUntilAnswered = (shop: Shop, id: string): Promise<boolean> =>
  waitFor(
    `the cancellation of ${id} to be answered`,
    () =>
      shop.cancel(id).then(
        () => true,
        (error: unknown) => String(error).includes('"status":409'),
      ),
    30_000,
  );
