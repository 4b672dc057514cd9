import { Poison } from '../../runtime/errors.ts';
import { foldCharge } from './fold-charge.ts';
import type { GatewayAnswer } from './gateway.ts';
import type { CallOutcome, GatewayCall, KeyedCall } from './gateway-call.ts';
import type { JournalEntry } from './gateway-journal.ts';
import { decideAuthorization, decideFollowUp, type Verdict } from './gateway-rules.ts';
import { behaviourOf } from './gateway-tokens.ts';

/** What is known when a call comes. */
export interface KnownEntries {
  /** Of its key. */
  readonly before?: JournalEntry | undefined;
  /** Of its payment. */
  readonly entries: readonly JournalEntry[];
}

/** What a call comes to, and the entry that is to say so. */
export interface DecidedCall {
  readonly entry: JournalEntry;
  readonly outcome: CallOutcome;
}

const firstEntry = (key: string, call: GatewayCall): JournalEntry => {
  const { payment, operation } = call;
  const { amount, currency, token } =
    call.operation === 'authorize' ? call : { amount: 0, currency: '', token: '' };
  const unanswered = { reference: null, reason: null, step: null, at: null };
  return { key, payment, operation, calls: 1, amount, currency, token, ...unanswered };
};

const isSameRequest = (entry: JournalEntry, call: GatewayCall): boolean =>
  entry.operation === call.operation &&
  entry.payment === call.payment &&
  (call.operation !== 'authorize' ||
    (entry.amount === call.amount && entry.currency === call.currency && entry.token === call.token));

/** The answer that was given to an earlier call with the key, if there was one. */
const givenBefore = ({ reference, reason }: JournalEntry): GatewayAnswer | undefined => {
  if (reference !== null) return { accepted: true, reference };
  return reason === null ? undefined : { accepted: false, reason };
};

const answerFor = (verdict: Verdict, payment: string): GatewayAnswer =>
  verdict.kind === 'refused'
    ? { accepted: false, reason: verdict.reason }
    : { accepted: true, reference: `charge-${payment}` };

/** Decides on a call by what is known. A fault is counted and not remembered as an answer. `Poison`: for another request. */
export const decideCall = (
  { key, call }: KeyedCall,
  { before, entries }: KnownEntries,
  at: Date,
): DecidedCall | Poison => {
  if (before && !isSameRequest(before, call)) {
    const message = 'The idempotency key was used for another request';
    return new Poison('payment/idempotency-key-reused', message, { idempotencyKey: key });
  }
  const entry = before ? { ...before, calls: before.calls + 1 } : firstEntry(key, call);
  const given = givenBefore(entry);
  if (given) return { entry, outcome: { kind: 'answer', answer: given, delayMs: 0 } };

  const charge = foldCharge(entries);
  const behaviour = behaviourOf(call.operation === 'authorize' ? call.token : charge.token);
  if (entry.calls <= (behaviour.faults ?? 0)) return { entry, outcome: { kind: 'fault' } };
  const verdict =
    call.operation === 'authorize'
      ? decideAuthorization(charge, call)
      : decideFollowUp(charge, call.operation);
  const answer = answerFor(verdict, call.payment);
  const { amount, currency, token } = call.operation === 'authorize' ? call : charge;
  const step = { amount, currency, token, step: charge.steps + 1, at };
  return {
    entry: {
      ...entry,
      ...(answer.accepted ? { reference: answer.reference } : { reason: answer.reason }),
      ...(verdict.kind === 'takes-effect' && step),
    },
    outcome: {
      kind: 'answer',
      answer,
      delayMs: call.operation === 'authorize' ? (behaviour.answersAfterMs ?? 0) : 0,
    },
  };
};
