import { sql } from 'kysely';
import Type from 'typebox';
import type { OrderSummary } from '../../contracts/http/order-http.ts';
import { CursorTime, createCursor } from '../../runtime/http/cursor.ts';
import type { Database } from '../../runtime/store/database.ts';

/** What a list of orders is narrowed to. */
export interface OrderQuery {
  readonly status?: string;
  readonly customerId?: string;
  /** The beginning of its id, as short as four digits. */
  readonly id?: string;
  /** RFC 3339, exclusive. */
  readonly placedBefore?: string;
  /** RFC 3339, inclusive. */
  readonly placedAfter?: string;
  readonly limit: number;
  readonly cursor?: string;
}

/** A row of the list. */
export interface OrderRow extends Omit<OrderSummary, 'placedAt' | 'updatedAt'> {
  readonly placedAt: Date;
  readonly updatedAt: Date;
}

/** The columns of the list under the names of `OrderRow`. */
export const orderColumns = sql`order_id as id, customer_id as "customerId", status, currency, total, version,
  placed_at as "placedAt", updated_at as "updatedAt"`;

/** The row as clients see it. */
export const orderSummary = (row: OrderRow): OrderSummary => ({
  ...row,
  placedAt: row.placedAt.toISOString(),
  updatedAt: row.updatedAt.toISOString(),
});

const cursor = createCursor(Type.Object({ at: CursorTime, id: Type.String({ format: 'uuid' }) }));

/** A page of orders, newest first. Keyset: a page costs the same however far down it is. */
export const orderPage = async (
  database: Database,
  query: OrderQuery,
): Promise<{ orders: OrderSummary[]; next?: string }> => {
  const after = query.cursor === undefined ? undefined : cursor.decode(query.cursor);
  const conditions = [
    sql`true`,
    ...(query.status === undefined ? [] : [sql`status = ${query.status}`]),
    ...(query.customerId === undefined ? [] : [sql`customer_id = ${query.customerId}`]),
    ...(query.id === undefined ? [] : [between(query.id)]),
    ...(query.placedBefore === undefined ? [] : [sql`placed_at < ${query.placedBefore}::timestamptz`]),
    ...(query.placedAfter === undefined ? [] : [sql`placed_at >= ${query.placedAfter}::timestamptz`]),
    ...(after ? [sql`(placed_at, order_id) < (${after.at}::timestamptz, ${after.id}::uuid)`] : []),
  ];
  const { rows } = await sql<OrderRow>`
    select ${orderColumns}
      from ${sql.table('order.order_summaries')}
      where ${sql.join(conditions, sql` and `)}
      order by placed_at desc, order_id desc limit ${query.limit + 1}`.execute(database);
  const orders = rows.slice(0, query.limit).map(orderSummary);
  const last = orders.at(-1);
  if (rows.length <= query.limit || !last) return { orders };
  return { orders, next: cursor.encode({ at: last.placedAt, id: last.id }) };
};

/** The ids that begin so lie side by side. */
const between = (beginning: string) => {
  const digits = beginning.replaceAll('-', '');
  return sql`order_id between ${digits.padEnd(32, '0')}::uuid and ${digits.padEnd(32, 'f')}::uuid`;
};
