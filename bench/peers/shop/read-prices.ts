import type { Sql } from 'postgres';
import type { Prices } from './order.ts';

export const readPrices = async (sql: Sql): Promise<Prices> => {
  const rows = await sql<{ sku: string; price: string }[]>`select sku, price from shop.stock`;
  return new Map(rows.map(({ sku, price }) => [sku, Number(price)]));
};
