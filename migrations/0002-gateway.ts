import { type Kysely, type Migration, sql } from 'kysely';

const up = async (db: Kysely<unknown>): Promise<void> => {
  await sql`create schema gateway`.execute(db);
  await sql`
    create table gateway.request (
      idempotency_key text primary key,
      payment text not null,
      operation text not null,
      request text not null,
      calls integer not null,
      accepted boolean,
      reference text,
      reason text,
      check (accepted is null or (accepted and reference is not null) or (not accepted and reason is not null))
    )`.execute(db);
  await sql`create index request_payment on gateway.request (payment)`.execute(db);
  await sql`
    create table gateway.charge (
      payment text primary key,
      state text not null default 'open'
        check (state in ('open', 'authorized', 'captured', 'voided', 'refunded')),
      amount bigint not null default 0 check (amount >= 0),
      currency text not null default '',
      token text not null default ''
    )`.execute(db);
  // The primary key is the guarantee that no payment is charged, released or refunded twice.
  await sql`
    create table gateway.movement (
      payment text not null,
      operation text not null check (operation in ('authorize', 'capture', 'void', 'refund')),
      idempotency_key text not null unique references gateway.request (idempotency_key),
      amount bigint not null,
      currency text not null,
      moved_at timestamptz not null,
      primary key (payment, operation)
    )`.execute(db);
};

const down = async (db: Kysely<unknown>): Promise<void> => {
  await sql`drop schema gateway cascade`.execute(db);
};

/** The schema of the built-in payment gateway simulator; no service reads it. */
export const gateway: Migration = { up, down };
