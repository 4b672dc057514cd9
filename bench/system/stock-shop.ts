import { Pool } from 'undici';
import { waitFor } from '../../test/support/wait-for.ts';
import { products } from '../mix.ts';

const connections = 32;
const linesOfAnOrder = 100;
const pricedWithinMs = 60_000;

/** Lists all products and receives their pieces; resolves when all can be ordered. */
export const stockShop = async (orderUrl: string, inventoryUrl: string): Promise<void> => {
  const [orders, inventory] = [new Pool(orderUrl, { connections }), new Pool(inventoryUrl, { connections })];
  const send = async (pool: Pool, method: 'PUT' | 'POST', path: string, content: unknown) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ method, path, headers, body: JSON.stringify(content) });
    return { status: answer.statusCode, text: await answer.body.text() };
  };
  const stock = async (method: 'PUT' | 'POST', path: string, content: unknown): Promise<void> => {
    const { status, text } = await send(inventory, method, path, content);
    if (status >= 300) throw new Error(`${method} ${path}: ${status} ${text}`);
  };
  try {
    await Promise.all(
      products.map(async ({ sku, price, pieces }) => {
        await stock('PUT', `/products/${sku}`, { name: `The ${sku}`, price, currency: 'EUR' });
        if (pieces > 0) await stock('POST', `/products/${sku}/stock`, { quantity: pieces });
      }),
    );
    // In a currency that nothing is sold in: refused for that, but only once all of its products are known.
    for (let first = 0; first < products.length; first += linesOfAnOrder)
      await waitFor(
        'the order service to know all prices',
        async () => {
          const lines = products.slice(first, first + linesOfAnOrder);
          const { text } = await send(orders, 'POST', '/orders', {
            customerId: 'nobody',
            email: 'nobody@example.org',
            currency: 'ZZZ',
            lines: lines.map(({ sku }) => ({ sku, quantity: 1 })),
            payment: { token: 'tok_visa' },
          });
          return text.includes('order/mixed-currencies');
        },
        pricedWithinMs,
      );
  } finally {
    await Promise.all([orders.close(), inventory.close()]);
  }
};
