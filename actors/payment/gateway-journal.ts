import { type Kysely, sql } from 'kysely';
import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import { databaseFault } from '../../runtime/store/database-fault.ts';
import type { KeyedCall } from './gateway-call.ts';

/** What the gateway remembers of one idempotency key: a row of its journal. */
export interface JournalEntry {
  readonly key: string;
  readonly payment: string;
  readonly operation: GatewayOperation;
  /** How often the key came. */
  readonly calls: number;
  /** Those of the request; where a step was taken, what moved with it. 0 and empty where nothing was said. */
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
  /** The answer: a reference when it was accepted, a reason when it was refused, neither while there were only faults. */
  readonly reference: string | null;
  readonly reason: string | null;
  /** Which change of the payment's charge this was; null when it changed nothing. */
  readonly step: number | null;
  /** When the step was taken. */
  readonly at: Date | null;
}

const columns = sql.raw(
  'key, payment, operation, calls, amount, currency, token, reference, reason, step, at',
);
const row = sql.raw(`row (key text, payment text, operation text, calls integer, amount bigint, currency text,
  token text, reference text, reason text, step smallint, at timestamptz)`);
/** SQLSTATE of a key that is taken. */
const taken = '23505';

/** All that is known of the payments and the keys of the calls: found by `any(array(…))`, which only an index can answer. */
export const readEntries = async (
  database: Kysely<unknown>,
  calls: readonly KeyedCall[],
): Promise<readonly JournalEntry[]> => {
  const payments = JSON.stringify(calls.map(({ call }) => call.payment));
  const keys = JSON.stringify(calls.map(({ key }) => key));
  const { rows } = await sql<JournalEntry>`
    select ${columns} from gateway.journal
      where payment = any(array(select json_array_elements_text(${payments}::json)))
        or key = any(array(select json_array_elements_text(${keys}::json)))`.execute(database);
  return rows.map((entry) => ({ ...entry, amount: Number(entry.amount) }));
};

/** Whether another process has written what this statement was about: it changed nothing. */
const wasOvertaken = (error: unknown): boolean =>
  databaseFault(error) === 'conflict' || (error instanceof Error && 'code' in error && error.code === taken);

const unlessOvertaken = async (write: () => Promise<readonly JournalEntry[]>) => {
  try {
    return await write();
  } catch (error) {
    if (wasOvertaken(error)) return [];
    throw error;
  }
};

/** All or none of them. */
const insertEntries = async (database: Kysely<unknown>, entries: readonly JournalEntry[]) => {
  await sql`insert into gateway.journal (${columns})
    select ${columns} from json_to_recordset(${JSON.stringify(entries)}::json) as ${row}`.execute(database);
  return entries;
};

/** Those that nobody has called since they were read. */
const updateEntries = async (database: Kysely<unknown>, entries: readonly JournalEntry[]) => {
  const { rows } = await sql<{ readonly key: string }>`
    with row as (select ${columns} from json_to_recordset(${JSON.stringify(entries)}::json) as ${row})
    update gateway.journal as entry set calls = row.calls, amount = row.amount, currency = row.currency,
        token = row.token, reference = row.reference, reason = row.reason, step = row.step, at = row.at
      from row where entry.key = row.key and entry.key = any(array(select key from row))
        and entry.calls = row.calls - 1
      returning entry.key`.execute(database);
  const written = new Set(rows.map(({ key }) => key));
  return entries.filter(({ key }) => written.has(key));
};

/**
 * Writes entries as they follow from what was read, and resolves with those that were written. The others followed
 * from what is not so any more: their key, or the step that they were to take, has come to another process.
 */
export const writeEntries = async (
  database: Kysely<unknown>,
  entries: readonly JournalEntry[],
): Promise<readonly JournalEntry[]> => {
  // In one order, so that two processes do not wait for each other in a circle.
  const inOrder = entries.toSorted((one, other) => (one.payment < other.payment ? -1 : 1));
  const [first, repeated] = [inOrder.filter(isFirst), inOrder.filter((entry) => !isFirst(entry))];
  return [
    ...(first.length > 0 ? await unlessOvertaken(() => insertEntries(database, first)) : []),
    ...(repeated.length > 0 ? await unlessOvertaken(() => updateEntries(database, repeated)) : []),
  ];
};

const isFirst = ({ calls }: JournalEntry): boolean => calls === 1;
