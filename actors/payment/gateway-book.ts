import { type Kysely, sql } from 'kysely';
import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import type { ChargeState } from './gateway-rules.ts';
import type { GatewayTables } from './gateway-tables.ts';

/** How often money moved, and how much in all, in minor units. */
export interface Moved {
  readonly count: number;
  readonly amount: number;
}

/** What the gateway really did for one payment. */
export interface GatewayBookEntry {
  readonly payment: string;
  readonly state: ChargeState;
  /** Empty when nothing was ever authorized. */
  readonly currency: string;
  readonly authorized: Moved;
  readonly captured: Moved;
  readonly voided: Moved;
  readonly refunded: Moved;
  /** Every call that reached the gateway, repeats and faults included. */
  readonly calls: number;
  /** Different idempotency keys among the calls: one for each business attempt of each operation. */
  readonly keys: number;
}

/** The book of the simulated gateway by payment: read by tests and by who reconciles, never by a service. */
export const readGatewayBook = async (
  database: Kysely<unknown>,
): Promise<ReadonlyMap<string, GatewayBookEntry>> => {
  const tables = database.withTables<GatewayTables>();
  const [charges, movements, requests] = await Promise.all([
    tables.selectFrom('gateway.charge').selectAll().orderBy('payment').execute(),
    tables
      .selectFrom('gateway.movement')
      .select(['payment', 'operation'])
      .select([sql<string>`count(*)`.as('count'), sql<string>`sum(amount)`.as('amount')])
      .groupBy(['payment', 'operation'])
      .execute(),
    tables
      .selectFrom('gateway.request')
      .select(['payment', sql<string>`sum(calls)`.as('calls'), sql<string>`count(*)`.as('keys')])
      .groupBy('payment')
      .execute(),
  ]);
  const asked = new Map(requests.map((row) => [row.payment, row]));
  const sums = new Map(movements.map((row) => [`${row.operation} ${row.payment}`, row]));
  const moved = (payment: string, operation: GatewayOperation): Moved => {
    const sum = sums.get(`${operation} ${payment}`);
    return { count: Number(sum?.count ?? 0), amount: Number(sum?.amount ?? 0) };
  };
  return new Map(
    charges.map(({ payment, state, currency }) => [
      payment,
      {
        payment,
        state,
        currency,
        authorized: moved(payment, 'authorize'),
        captured: moved(payment, 'capture'),
        voided: moved(payment, 'void'),
        refunded: moved(payment, 'refund'),
        calls: Number(asked.get(payment)?.calls ?? 0),
        keys: Number(asked.get(payment)?.keys ?? 0),
      },
    ]),
  );
};
