import { sql } from 'kysely';
import { Pool } from 'undici';
import { waitFor } from '../../test/support/wait-for.ts';
import { products } from '../mix.ts';
import type { FiveServices } from './five-services.ts';

const connections = 32;

/** Lists all products and receives their pieces; resolves when all can be ordered. */
export const stockShop = async (services: FiveServices): Promise<void> => {
  const pool = new Pool(services.url('inventory'), { connections });
  const send = async (method: 'PUT' | 'POST', path: string, content: unknown): Promise<void> => {
    const headers = { 'content-type': 'application/json' };
    const answer = await pool.request({ method, path, headers, body: JSON.stringify(content) });
    const text = await answer.body.text();
    if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${text}`);
  };
  await Promise.all(
    products.map(async ({ sku, price, pieces }) => {
      await send('PUT', `/products/${sku}`, { name: `The ${sku}`, price, currency: 'EUR' });
      if (pieces > 0) await send('POST', `/products/${sku}/stock`, { quantity: pieces });
    }),
  );
  await pool.close();
  await waitFor(
    'the order service to know all prices',
    async () => {
      const { rows } = await sql<{ known: number }>`
        select count(*)::integer as known from ${sql.table('order.prices')}`.execute(services.database);
      return rows[0]?.known === products.length;
    },
    60_000,
  );
};
