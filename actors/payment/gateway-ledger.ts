import type { Kysely, Transaction } from 'kysely';
import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import { Poison } from '../../runtime/errors.ts';
import type { AuthorizationRequest, GatewayAnswer } from './gateway.ts';
import { type Charge, decideAuthorization, decideFollowUp, type Verdict } from './gateway-rules.ts';
import type { GatewayTables } from './gateway-tables.ts';
import { behaviourOf } from './gateway-tokens.ts';

/** A call as the gateway sees it. */
export type GatewayCall =
  | ({ readonly operation: 'authorize' } & AuthorizationRequest)
  | { readonly operation: Exclude<GatewayOperation, 'authorize'>; readonly payment: string };

/** What one call came to. `delayMs`: how long the answer is under way. */
export type CallOutcome =
  | { readonly kind: 'fault' }
  | { readonly kind: 'answer'; readonly answer: GatewayAnswer; readonly delayMs: number };

/** A call without optional parts always gives the same text. */
const canonical = (call: GatewayCall): string =>
  JSON.stringify(
    call.operation === 'authorize'
      ? [call.operation, call.payment, call.amount, call.currency, call.token]
      : [call.operation, call.payment],
  );

/** Counts the call. The row stays locked until the commit, so calls with one key come one after another. */
const admit = (transaction: Transaction<GatewayTables>, key: string, call: GatewayCall) =>
  transaction
    .insertInto('gateway.request')
    .values({
      idempotency_key: key,
      payment: call.payment,
      operation: call.operation,
      request: canonical(call),
      calls: 1,
    })
    .onConflict((conflict) =>
      conflict
        .column('idempotency_key')
        .doUpdateSet((row) => ({ calls: row('gateway.request.calls', '+', 1) })),
    )
    .returningAll()
    .executeTakeFirstOrThrow();

const lockCharge = async (transaction: Transaction<GatewayTables>, payment: string): Promise<Charge> => {
  await transaction
    .insertInto('gateway.charge')
    .values({ payment })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await transaction
    .selectFrom('gateway.charge')
    .selectAll()
    .where('payment', '=', payment)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return { ...row, amount: Number(row.amount) };
};

const move = async (
  transaction: Transaction<GatewayTables>,
  key: string,
  call: GatewayCall,
  charge: Charge,
  state: Charge['state'],
  movedAt: Date,
): Promise<void> => {
  const terms = call.operation === 'authorize' ? call : charge;
  const { amount, currency, token } = terms;
  await transaction
    .updateTable('gateway.charge')
    .set({ state, amount, currency, token })
    .where('payment', '=', call.payment)
    .execute();
  // A void before any authorization leaves a tombstone in the charge and moves nothing.
  if (call.operation === 'void' && charge.state === 'open') return;
  await transaction
    .insertInto('gateway.movement')
    .values({
      payment: call.payment,
      operation: call.operation,
      idempotency_key: key,
      amount,
      currency,
      moved_at: movedAt,
    })
    .execute();
};

const answerFor = (verdict: Verdict, payment: string): GatewayAnswer =>
  verdict.kind === 'refused'
    ? { accepted: false, reason: verdict.reason }
    : { accepted: true, reference: `charge-${payment}` };

/**
 * Takes one call in one short transaction: remembers it, moves the money if the rules allow it, and remembers
 * the answer. A fault is counted and not remembered as an answer. Locks the key, then the charge.
 * Throws `Poison` when the key was used for another request.
 */
export const enterCall = (
  database: Kysely<GatewayTables>,
  key: string,
  call: GatewayCall,
  at: Date,
): Promise<CallOutcome> =>
  database.transaction().execute(async (transaction): Promise<CallOutcome> => {
    const request = await admit(transaction, key, call);
    if (request.request !== canonical(call)) {
      throw new Poison('payment/idempotency-key-reused', 'The idempotency key was used for another request', {
        idempotencyKey: key,
      });
    }
    if (request.accepted && request.reference !== null) {
      return { kind: 'answer', answer: { accepted: true, reference: request.reference }, delayMs: 0 };
    }
    if (request.reason !== null) {
      return { kind: 'answer', answer: { accepted: false, reason: request.reason }, delayMs: 0 };
    }
    const charge = await lockCharge(transaction, call.payment);
    const behaviour = behaviourOf(call.operation === 'authorize' ? call.token : charge.token);
    if (request.calls <= (behaviour.faults ?? 0)) return { kind: 'fault' };
    const verdict =
      call.operation === 'authorize'
        ? decideAuthorization(charge, call)
        : decideFollowUp(charge, call.operation);
    if (verdict.kind === 'takes-effect') await move(transaction, key, call, charge, verdict.state, at);
    const answer = answerFor(verdict, call.payment);
    await transaction.updateTable('gateway.request').set(answer).where('idempotency_key', '=', key).execute();
    const delayMs = call.operation === 'authorize' ? (behaviour.answersAfterMs ?? 0) : 0;
    return { kind: 'answer', answer, delayMs };
  });
