import type { Kysely } from 'kysely';
import { Poison, Transient } from '../../runtime/errors.ts';
import { groupBy } from '../../runtime/group-by.ts';
import { type DecidedCall, decideCall } from './decide-call.ts';
import type { CallOutcome, KeyedCall } from './gateway-call.ts';
import { readEntries, writeEntries } from './gateway-journal.ts';

/** Each time another process has gone on with a key or a payment of the calls. */
const overtakenAtMost = 100;

type Decisions = ReadonlyMap<string, DecidedCall | Poison>;

/**
 * What authorizations come to if nobody has asked for their payments before, as it nearly always is. Nobody looks: were
 * it otherwise, the key or the first step would be taken and the entry could not be written. Left out are those that
 * take no step, whose entries could be written whatever else is known.
 */
const assumeFirst = (calls: readonly KeyedCall[], at: Date): Decisions =>
  new Map(
    calls.flatMap((keyed) => {
      const decision = keyed.call.operation === 'authorize' && decideCall(keyed, { entries: [] }, at);
      if (!decision || decision instanceof Poison || decision.entry.step === null) return [];
      return [[keyed.key, decision] as const];
    }),
  );

/** Decides on calls by what the journal says now. */
const decideByJournal = async (
  database: Kysely<unknown>,
  calls: readonly KeyedCall[],
  at: Date,
): Promise<Decisions> => {
  if (calls.length === 0) return new Map();
  const known = await readEntries(database, calls);
  const byKey = new Map(known.map((entry) => [entry.key, entry]));
  const byPayment = groupBy(known, ({ payment }) => payment);
  return new Map(
    calls.map((keyed) => {
      const { key, call } = keyed;
      const entries = byPayment.get(call.payment) ?? [];
      return [key, decideCall(keyed, { before: byKey.get(key), entries }, at)];
    }),
  );
};

/**
 * Takes calls, each with a key and a payment of its own: decides on them by what the journal says and writes what they
 * come to, without a lock and without a transaction. What follows from knowledge that is out of date cannot be written,
 * because its key or its step is taken, and is decided anew. The outcomes are by key; `Poison` where the key was used
 * for another request.
 */
export const enterCalls = async (
  database: Kysely<unknown>,
  calls: readonly KeyedCall[],
  at: Date,
): Promise<ReadonlyMap<string, CallOutcome | Poison>> => {
  const outcomes = new Map<string, CallOutcome | Poison>();
  let assumed = assumeFirst(calls, at);
  for (let overtaken = 0; overtaken <= overtakenAtMost; overtaken += 1) {
    const open = calls.filter(({ key }) => !outcomes.has(key));
    if (open.length === 0) return outcomes;
    const undecided = open.filter(({ key }) => !assumed.has(key));
    const decided = [...assumed, ...(await decideByJournal(database, undecided, at))];
    assumed = new Map();
    const entries = decided.flatMap(([, each]) => (each instanceof Poison ? [] : [each.entry]));
    const written = new Set(await writeEntries(database, entries));
    for (const [key, each] of decided) {
      if (each instanceof Poison) outcomes.set(key, each);
      else if (written.has(each.entry)) outcomes.set(key, each.outcome);
    }
  }
  throw new Transient('payment/gateway-unavailable', 'Other processes were quicker at each attempt');
};
