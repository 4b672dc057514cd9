import { type Kysely, sql, type Transaction } from 'kysely';
import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import { Poison } from '../../runtime/errors.ts';
import type { AuthorizationRequest, GatewayAnswer } from './gateway.ts';
import {
  type Charge,
  type ChargeState,
  decideAuthorization,
  decideFollowUp,
  type Verdict,
} from './gateway-rules.ts';
import { behaviourOf } from './gateway-tokens.ts';

/** A call as the gateway sees it. */
export type GatewayCall =
  | ({ readonly operation: 'authorize' } & AuthorizationRequest)
  | { readonly operation: Exclude<GatewayOperation, 'authorize'>; readonly payment: string };

/** What one call came to. `delayMs`: how long the answer is under way. */
export type CallOutcome =
  | { readonly kind: 'fault' }
  | { readonly kind: 'answer'; readonly answer: GatewayAnswer; readonly delayMs: number };

/** A call under its idempotency key. */
export interface KeyedCall {
  readonly key: string;
  readonly call: GatewayCall;
}

/** What is remembered of a key. */
interface RequestRow {
  readonly key: string;
  readonly calls: number;
  readonly accepted: boolean | null;
  readonly reference: string | null;
  readonly reason: string | null;
}

/** What one call changes: the charge's new state, and the money that moves with it. */
interface Move {
  readonly key: string;
  readonly payment: string;
  readonly operation: GatewayOperation;
  readonly state: ChargeState;
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
  /** A void before any authorization leaves a tombstone in the charge and moves nothing. */
  readonly moves: boolean;
}

/** A call without optional parts always gives the same text. */
const canonical = (call: GatewayCall): string =>
  JSON.stringify(
    call.operation === 'authorize'
      ? [call.operation, call.payment, call.amount, call.currency, call.token]
      : [call.operation, call.payment],
  );

/**
 * Counts the calls. Their rows stay locked until the commit, so calls with one key come one after another. A key that
 * was used for another request has no row in the answer.
 */
const admit = async (
  transaction: Transaction<unknown>,
  calls: readonly KeyedCall[],
): Promise<ReadonlyMap<string, RequestRow>> => {
  const list = calls.map(({ key, call }) => ({
    key,
    payment: call.payment,
    operation: call.operation,
    request: canonical(call),
  }));
  const { rows } = await sql<RequestRow>`
    insert into gateway.request as known (idempotency_key, payment, operation, request, calls)
      select key, payment, operation, request, 1
        from json_to_recordset(${JSON.stringify(list)}::json)
          as row (key text, payment text, operation text, request text) order by key
      on conflict (idempotency_key) do update set calls = known.calls + 1 where known.request = excluded.request
      returning idempotency_key as key, calls, accepted, reference, reason`.execute(transaction);
  return new Map(rows.map((row) => [row.key, row]));
};

/** Locks the charges, in order, so that two processes never wait for each other in a circle; makes what is missing. */
const lockCharges = async (
  transaction: Transaction<unknown>,
  payments: readonly string[],
): Promise<ReadonlyMap<string, Charge>> => {
  const { rows } = await sql<Charge & { readonly payment: string }>`
    insert into gateway.charge (payment)
      select payment from json_array_elements_text(${JSON.stringify(payments)}::json) as payment order by payment
      on conflict (payment) do update set payment = excluded.payment
      returning payment, state, amount, currency, token`.execute(transaction);
  return new Map(rows.map((row) => [row.payment, { ...row, amount: Number(row.amount) }]));
};

/**
 * Writes what a batch came to. The rows are found by `any(array(…))`, which only an index can answer: the joins alone
 * read both tables whole, 1.4 ms for 25 calls after 2,500 payments and 8.8 ms after 10,000.
 */
const record = async (
  transaction: Transaction<unknown>,
  moves: readonly Move[],
  answers: readonly (GatewayAnswer & { readonly key: string })[],
  movedAt: Date,
): Promise<void> => {
  await sql`
    with moves as (
      select * from json_to_recordset(${JSON.stringify(moves)}::json) as row (key text, payment text, operation text,
        state text, amount bigint, currency text, token text, moves boolean)
    ), charges as (
      update gateway.charge as charge set state = moves.state, amount = moves.amount, currency = moves.currency,
          token = moves.token
        from moves where charge.payment = moves.payment and charge.payment = any(array(select payment from moves))
    ), movements as (
      insert into gateway.movement (payment, operation, idempotency_key, amount, currency, moved_at)
        select payment, operation, key, amount, currency, ${movedAt.toISOString()}::timestamptz from moves where moves
    ), answers as (
      select * from json_to_recordset(${JSON.stringify(answers)}::json)
        as row (key text, accepted boolean, reference text, reason text)
    )
    update gateway.request as request set accepted = answer.accepted, reference = answer.reference,
        reason = answer.reason
      from answers as answer
      where request.idempotency_key = answer.key
        and request.idempotency_key = any(array(select key from answers))`.execute(transaction);
};

const answerFor = (verdict: Verdict, payment: string): GatewayAnswer =>
  verdict.kind === 'refused'
    ? { accepted: false, reason: verdict.reason }
    : { accepted: true, reference: `charge-${payment}` };

/** The answer that was given to an earlier call with the key, if there was one. */
const givenBefore = ({ accepted, reference, reason }: RequestRow): GatewayAnswer | undefined => {
  if (accepted && reference !== null) return { accepted: true, reference };
  return reason === null ? undefined : { accepted: false, reason };
};

/**
 * Takes calls, each with a key and a payment of its own, in one short transaction: remembers them, moves the money
 * where the rules allow it, and remembers the answers. A fault is counted and not remembered as an answer. Locks the
 * keys, then the charges. The outcomes are in the order of the calls; `Poison` where the key was used for another
 * request.
 */
export const enterCalls = (
  database: Kysely<unknown>,
  calls: readonly KeyedCall[],
  at: Date,
): Promise<readonly (CallOutcome | Poison)[]> =>
  database.transaction().execute(async (transaction) => {
    const requests = await admit(transaction, calls);
    const charges = await lockCharges(
      transaction,
      calls.map(({ call }) => call.payment),
    );
    const moves: Move[] = [];
    const answers: (GatewayAnswer & { readonly key: string })[] = [];
    const outcomes = calls.map(({ key, call }): CallOutcome | Poison => {
      const request = requests.get(key);
      const charge = charges.get(call.payment);
      if (!request || !charge) {
        const message = 'The idempotency key was used for another request';
        return new Poison('payment/idempotency-key-reused', message, { idempotencyKey: key });
      }
      const before = givenBefore(request);
      if (before) return { kind: 'answer', answer: before, delayMs: 0 };
      const behaviour = behaviourOf(call.operation === 'authorize' ? call.token : charge.token);
      if (request.calls <= (behaviour.faults ?? 0)) return { kind: 'fault' };
      const verdict =
        call.operation === 'authorize'
          ? decideAuthorization(charge, call)
          : decideFollowUp(charge, call.operation);
      if (verdict.kind === 'takes-effect') {
        const { amount, currency, token } = call.operation === 'authorize' ? call : charge;
        const { payment, operation } = call;
        const hasMoney = operation !== 'void' || charge.state !== 'open';
        moves.push({
          key,
          payment,
          operation,
          state: verdict.state,
          amount,
          currency,
          token,
          moves: hasMoney,
        });
      }
      const answer = answerFor(verdict, call.payment);
      answers.push({ key, ...answer });
      const delayMs = call.operation === 'authorize' ? (behaviour.answersAfterMs ?? 0) : 0;
      return { kind: 'answer', answer, delayMs };
    });
    if (answers.length > 0) await record(transaction, moves, answers, at);
    return outcomes;
  });
