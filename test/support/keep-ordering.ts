import { setTimeout as delay } from 'node:timers/promises';
import { tokens } from './every-ending.ts';
import type { Shop } from './shop.ts';

/** Between two handfuls of orders: at full speed a test would measure the machine. */
const pauseMs = 300;

/**
 * Places an order for each way in which one can end, again and again until `closing` aborts, and cancels one of each
 * handful. Who is not answered goes away; whether the order was taken is nobody's guess, and the oracle's to judge.
 */
export const keepOrdering = async (shop: Shop, sku: string, closing: AbortSignal): Promise<void> => {
  while (!closing.aborted) {
    const answers = await Promise.allSettled(tokens.map((token) => shop.place({ sku, token })));
    const [first] = answers;
    if (first?.status === 'fulfilled') await shop.cancel(first.value.id).catch(() => {});
    await delay(pauseMs);
  }
};
