import { type Migration, sql } from 'kysely';

/**
 * The gateway simulator keeps one row for each idempotency key, instead of one in each of three tables, and what becomes
 * of a payment is folded from its rows. Keys, call counts, answers and movements are those that were kept before.
 */
export const gatewayJournal: Migration = {
  up: async (db) => {
    // `step`: which change of its payment's charge it was, null if none. A charge goes one way only, so the second
    // constraint says what a step may be, and with it the index on (payment, step), which also finds the rows of a
    // payment, is the guarantee that no payment is charged, released or refunded twice, or captured and released. A
    // void as the first step forbids an authorization and moves nothing.
    await sql`
      create table gateway.journal (
        key text primary key,
        payment text not null,
        operation text not null,
        calls integer not null,
        amount bigint not null,
        currency text not null,
        token text not null,
        reference text,
        reason text,
        step smallint,
        at timestamptz,
        unique (payment, step),
        check (reference is null or reason is null),
        check (step is null or (operation, step) in (('authorize', 1), ('capture', 2), ('void', 1), ('void', 2), ('refund', 3)))
      )`.execute(db);
    // Voids that came first were recorded nowhere but in the state of the charge. One of them has forbidden the payment.
    await sql`
      with forbidding as (
        select payment, min(idempotency_key) as key from gateway.request
          where operation = 'void' and accepted
            and not exists (select from gateway.movement where movement.payment = request.payment)
          group by payment
      ), step as (
        select idempotency_key as key, case operation when 'authorize' then 1 when 'refund' then 3 else 2 end as step,
            movement.amount, movement.currency, token, moved_at as at
          from gateway.movement join gateway.charge using (payment)
        union all select key, 1, 0, '', '', null from forbidding
      )
      insert into gateway.journal
        select key, payment, operation, calls,
            coalesce(step.amount, (asked.terms->>2)::bigint, 0),
            coalesce(step.currency, asked.terms->>3, ''),
            coalesce(step.token, asked.terms->>4, ''),
            reference, reason, step.step, step.at
          from gateway.request
            cross join lateral (select idempotency_key as key, request::json as terms) as asked
            left join step using (key)`.execute(db);
    await sql`drop table gateway.movement, gateway.charge, gateway.request`.execute(db);
  },
};
