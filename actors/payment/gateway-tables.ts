import type { ColumnType, Generated } from 'kysely';
import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import type { ChargeState } from './gateway-rules.ts';

/** `bigint`: node-postgres reads it as text, PGlite as a number. Amounts fit a double exactly. */
type Minor = ColumnType<string | number | bigint, number, number>;

/** The schema `gateway`: what the simulated gateway remembers. */
export type GatewayTables = {
  /** One row for each idempotency key ever used; unanswered while only faults were met. */
  'gateway.request': {
    idempotency_key: string;
    payment: string;
    operation: GatewayOperation;
    /** The request in one canonical text, to recognize a key that is used for another one. */
    request: string;
    calls: number;
    accepted: boolean | null;
    reference: string | null;
    reason: string | null;
  };
  /** Where the money of each payment is now. */
  'gateway.charge': {
    payment: string;
    state: Generated<ChargeState>;
    amount: ColumnType<string | number | bigint, number | undefined, number>;
    currency: Generated<string>;
    token: Generated<string>;
  };
  /** Every effect, append-only: what a bank statement would show. */
  'gateway.movement': {
    payment: string;
    operation: GatewayOperation;
    idempotency_key: string;
    amount: Minor;
    currency: string;
    moved_at: ColumnType<Date, Date, never>;
  };
};
