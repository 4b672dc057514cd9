import { type Kysely, sql } from 'kysely';
import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import { groupBy } from '../../runtime/group-by.ts';
import { foldCharge } from './fold-charge.ts';
import type { JournalEntry } from './gateway-journal.ts';
import type { ChargeState } from './gateway-rules.ts';

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

/** As far as the book needs it. */
type BookedEntry = Pick<
  JournalEntry,
  'payment' | 'operation' | 'calls' | 'amount' | 'currency' | 'token' | 'step'
>;

/** A void before any authorization is the first step, and nothing moves with it. */
const isMoved = ({ operation, step }: BookedEntry): boolean =>
  step !== null && (operation !== 'void' || step > 1);

const entryOf = (payment: string, entries: readonly BookedEntry[]): GatewayBookEntry => {
  const { state, currency } = foldCharge(entries);
  const moved = (operation: GatewayOperation): Moved => {
    const movements = entries.filter((entry) => entry.operation === operation && isMoved(entry));
    return { count: movements.length, amount: sum(movements.map(({ amount }) => amount)) };
  };
  return {
    payment,
    state,
    currency,
    authorized: moved('authorize'),
    captured: moved('capture'),
    voided: moved('void'),
    refunded: moved('refund'),
    calls: sum(entries.map(({ calls }) => calls)),
    keys: entries.length,
  };
};

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** The book of the simulated gateway by payment: read by tests and by who reconciles, never by a service. */
export const readGatewayBook = async (
  database: Kysely<unknown>,
): Promise<ReadonlyMap<string, GatewayBookEntry>> => {
  const { rows } = await sql<BookedEntry>`
    select payment, operation, calls, amount, currency, token, step from gateway.journal
      order by payment, step`.execute(database);
  // PostgreSQL's driver may read a bigint as text.
  const entries = rows.map((row) => ({ ...row, amount: Number(row.amount) }));
  const payments = groupBy(entries, ({ payment }) => payment);
  return new Map([...payments].map(([payment, own]) => [payment, entryOf(payment, own)]));
};
