import { setTimeout as delay } from 'node:timers/promises';
import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';
import { products } from '../mix.ts';
import { refuseProblems } from '../no-result.ts';
import type { SettledOrder } from '../wrong-endings.ts';

/** Makes the tables that the steps of the peers work on, with all products in stock. */
export const createPeerShop = async (database: Database): Promise<void> => {
  for (const statement of tables) await sql.raw(statement).execute(database);
  await sql`insert into shop.stock (sku, price, received, available)
    select sku, price, pieces, pieces
      from json_to_recordset(${JSON.stringify(products)}::json) as product (sku text, price bigint, pieces bigint)`.execute(
    database,
  );
};

// As ours: room for HOT updates where every step rewrites the row, and no index that nobody asks.
const tables = [
  'create schema shop',
  `create table shop.stock (
    sku text collate "C" primary key,
    price bigint not null,
    received bigint not null,
    available bigint not null check (available >= 0),
    reserved bigint not null default 0 check (reserved >= 0)
  ) with (fillfactor = 50)`,
  `create table shop.orders (
    id text primary key,
    status text not null default 'open',
    reason text,
    cancellation_requested boolean not null default false,
    customer_id text,
    email text,
    currency text,
    lines jsonb,
    total bigint,
    placed_at timestamptz not null default clock_timestamp(),
    settled_at timestamptz
  ) with (fillfactor = 70)`,
  `create table shop.reservations (
    order_id text primary key,
    state text not null,
    lines jsonb not null
  ) with (fillfactor = 70)`,
  `create table shop.payments (
    order_id text primary key,
    state text not null,
    amount bigint not null
  ) with (fillfactor = 70)`,
  `create table shop.mails (
    order_id text not null,
    kind text not null,
    recipient text not null,
    body text not null,
    primary key (order_id, kind)
  )`,
];

/** The orders that were recorded at `since` (milliseconds since the epoch) or later, by id. */
export const settledPeerOrders = async (
  database: Database,
  since: number,
): Promise<ReadonlyMap<string, SettledOrder>> => {
  const { rows } = await sql<SettledOrder>`
    select id, status as state, reason, (extract(epoch from settled_at) * 1000)::float8 as "settledAt"
      from shop.orders where placed_at >= ${new Date(since).toISOString()}::timestamptz`.execute(database);
  return new Map(rows.map((row) => [row.id, row]));
};

const lookEveryMs = 100;

/**
 * Resolves when all orders since then have had their mail, with the time. @throws when no mail came for `patienceMs`:
 * a workflow that ended in an error sends none
 */
export const untilMailed = async (
  database: Database,
  since: number,
  orders: number,
  patienceMs: number,
): Promise<number> => {
  let mailedBefore = 0;
  let mailedAt = performance.now();
  for (;;) {
    const { rows } = await sql<{ mailed: number }>`
      select count(*)::integer as mailed from shop.mails join shop.orders on id = order_id
        where placed_at >= ${new Date(since).toISOString()}::timestamptz`.execute(database);
    const mailed = rows[0]?.mailed ?? 0;
    if (mailed >= orders) return Date.now();
    if (mailed > mailedBefore) {
      mailedBefore = mailed;
      mailedAt = performance.now();
    }
    if (performance.now() > mailedAt + patienceMs)
      refuseProblems('The load', [
        `${mailed} of ${orders} orders have had their mail, and none came for ${patienceMs} ms`,
      ]);
    await delay(lookEveryMs);
  }
};
