import { sql } from 'kysely';
import type { Database } from '../../runtime/store/database.ts';

/** Holds stock, reservations, payments and mails of a peer against its orders; one readable line for what is wrong. */
export const auditPeer = async (database: Database): Promise<string[]> => {
  const { rows } = await sql<{ problem: string }>`
    with held as (
      select sku, sum(quantity) as quantity
        from shop.reservations, jsonb_to_recordset(lines) as line (sku text, quantity bigint)
        where state in ('reserved', 'committed') group by sku
    )
    select sku || ': ' || received || ' received, ' || available || ' available, ' || reserved || ' reserved, '
        || coalesce(quantity, 0) || ' in reservations' as problem
      from shop.stock left join held using (sku)
      where received <> available + reserved or reserved <> coalesce(quantity, 0)
    union all
    select 'order ' || id || ' is ' || status || ', its reservation ' || coalesce(reservations.state, 'unknown')
        || ', its payment ' || coalesce(payments.state, 'unknown') || ' of ' || coalesce(amount, 0) || ', total ' || total
      from shop.orders
        left join shop.reservations on reservations.order_id = id
        left join shop.payments on payments.order_id = id
      where not coalesce(case
        when status = 'confirmed' then reservations.state = 'committed' and payments.state = 'captured' and amount = total
        when reason = 'out-of-stock' then reservations.state = 'rejected' and payments.state is null
        when reason = 'payment-declined' then reservations.state = 'released' and payments.state = 'declined'
        when reason = 'cancelled-by-customer' then reservations.state = 'released' and payments.state in ('voided', 'refunded')
      end, false)
    union all
    select 'order ' || id || ' (' || status || ') has had the mails ' || coalesce(string_agg(kind, ', '), 'none')
      from shop.orders left join shop.mails on order_id = id group by id, status
      having count(kind) <> 1
        or max(kind) <> case status when 'confirmed' then 'confirmation' else 'cancellation' end`.execute(
    database,
  );
  return rows.map(({ problem }) => problem);
};
