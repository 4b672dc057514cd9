// The steps of the saga, each one transaction. Each may come again after a crash and then changes nothing: Restate
// runs a step at least once, and for DBOS it costs nothing.
import type { TransactionSql } from 'postgres';
import type { Order, Reason } from './order.ts';

type Sql = TransactionSql;

/** Who asks to cancel an order that is not settled yet is told true. */
export const requestCancellation = async (sql: Sql, id: string): Promise<boolean> => {
  const rows = await sql`
    insert into shop.orders (id, cancellation_requested) values (${id}, true)
      on conflict (id) do update set cancellation_requested = true where orders.status = 'open'
      returning id`;
  return rows.length > 0;
};

/** Records the order and reserves all of its lines or none. Rows are locked in the order of their SKUs. */
export const reserve = async (sql: Sql, order: Order): Promise<boolean> => {
  const { id, customerId, email, currency, total } = order;
  const lines = sql.json(order.lines);
  await sql`
    insert into shop.orders (id, customer_id, email, currency, lines, total)
      values (${id}, ${customerId}, ${email}, ${currency}, ${lines}, ${total})
      on conflict (id) do update set customer_id = excluded.customer_id, email = excluded.email,
        currency = excluded.currency, lines = excluded.lines, total = excluded.total`;
  const [before] = await sql<{ state: string }[]>`select state from shop.reservations where order_id = ${id}`;
  if (before) return before.state === 'reserved';
  const stock = await sql<{ enough: boolean }[]>`
    select available >= quantity as enough
      from shop.stock join jsonb_to_recordset(${lines}) as line (sku text, quantity bigint) using (sku)
      order by sku for update of stock`;
  const enough = stock.length === order.lines.length && stock.every((row) => row.enough);
  if (enough)
    await sql`
      update shop.stock set available = available - quantity, reserved = reserved + quantity
        from jsonb_to_recordset(${lines}) as line (sku text, quantity bigint) where stock.sku = line.sku`;
  await sql`insert into shop.reservations (order_id, state, lines)
    values (${id}, ${enough ? 'reserved' : 'rejected'}, ${lines})`;
  return enough;
};

/** The gateway of this shop knows by the token what it answers, and keeps a book as ours does. */
export const authorize = async (sql: Sql, { id, total, payment }: Order): Promise<boolean> => {
  const state = payment.token === 'tok_declined' ? 'declined' : 'authorized';
  await sql`insert into shop.payments (order_id, state, amount) values (${id}, ${state}, ${total})
    on conflict (order_id) do nothing`;
  return state === 'authorized';
};

export const commitReservation = async (sql: Sql, id: string): Promise<void> => {
  await sql`update shop.reservations set state = 'committed' where order_id = ${id}`;
};

export const capture = async (sql: Sql, id: string): Promise<void> => {
  await sql`update shop.payments set state = 'captured' where order_id = ${id}`;
};

/** False when the customer has asked to cancel it. */
export const confirm = async (sql: Sql, id: string): Promise<boolean> => {
  const rows =
    await sql`update shop.orders set status = 'confirmed', settled_at = coalesce(settled_at, clock_timestamp())
    where id = ${id} and not cancellation_requested returning id`;
  return rows.length > 0;
};

export const release = async (sql: Sql, id: string): Promise<void> => {
  await sql`
    with released as (
      update shop.reservations set state = 'released' where order_id = ${id} and state in ('reserved', 'committed')
        returning lines
    ), line as (
      select stock.sku, quantity
        from released, jsonb_to_recordset(released.lines) as line (sku text, quantity bigint) join shop.stock using (sku)
        order by sku for update of stock
    )
    update shop.stock set available = available + quantity, reserved = reserved - quantity
      from line where stock.sku = line.sku`;
};

/** Gives back what was authorized (a void) or captured (a refund). */
export const giveBack = async (sql: Sql, id: string): Promise<void> => {
  await sql`update shop.payments
    set state = case state when 'authorized' then 'voided' when 'captured' then 'refunded' else state end
    where order_id = ${id}`;
};

export const cancel = async (sql: Sql, id: string, reason: Reason): Promise<void> => {
  await sql`update shop.orders set status = 'cancelled', reason = ${reason},
    settled_at = coalesce(settled_at, clock_timestamp()) where id = ${id}`;
};

export const sendMail = async (
  sql: Sql,
  order: Order,
  kind: 'confirmation' | 'cancellation',
): Promise<void> => {
  await sql`insert into shop.mails (order_id, kind, recipient, body)
    values (${order.id}, ${kind}, ${order.email}, ${`Your order ${order.id} over ${order.total} ${order.currency}`})
    on conflict (order_id, kind) do nothing`;
};
