import type { GatewayAnswer } from '../../actors/payment/gateway.ts';
import type { GatewayBookEntry, Moved } from '../../actors/payment/gateway-book.ts';
import type { GatewayCall } from '../../actors/payment/gateway-call.ts';
import { behaviourOf } from '../../actors/payment/gateway-tokens.ts';

type Mutable<Entry> = { -readonly [Key in keyof Entry]: Entry[Key] };

/** A gateway that remembers by itself what it was asked and what it did: nothing of it is in our database. */
export interface GatewayMemory {
  /** Takes a call. A key that was answered gets the same answer, and has no second effect. */
  take(call: GatewayCall, key: string): GatewayAnswer;
  book(): ReadonlyMap<string, GatewayBookEntry>;
}

interface Charge {
  readonly entry: Mutable<GatewayBookEntry>;
  readonly keys: Set<string>;
  amount: number;
  token: string;
}

const none: Moved = { count: 0, amount: 0 };
const unknownCharge = (payment: string): Charge => ({
  entry: {
    payment,
    state: 'open',
    currency: '',
    authorized: none,
    captured: none,
    voided: none,
    refunded: none,
    calls: 0,
    keys: 0,
  },
  keys: new Set(),
  amount: 0,
  token: '',
});

/**
 * Makes an empty one. It trusts its callers' keys, as gateways do: what comes twice under different keys is done
 * twice. `violation` is told of what must never be.
 */
export const createGatewayMemory = (violation: (what: string) => void): GatewayMemory => {
  const charges = new Map<string, Charge>();
  const answers = new Map<string, { readonly request: string; readonly answer: GatewayAnswer }>();

  const refused = (reason: string): GatewayAnswer => ({ accepted: false, reason });

  const move = (charge: Charge, kind: 'authorized' | 'captured' | 'voided' | 'refunded'): GatewayAnswer => {
    const { entry, amount } = charge;
    const { count, amount: before } = entry[kind];
    entry[kind] = { count: count + 1, amount: before + amount };
    entry.state = kind;
    if (count > 0) violation(`the gateway has ${kind} ${entry.payment} ${count + 1} times`);
    if (entry.captured.count > 0 && entry.voided.count > 0)
      violation(`the gateway has captured and voided ${entry.payment}`);
    if (entry.refunded.count > entry.captured.count)
      violation(`the gateway has refunded more of ${entry.payment} than it captured`);
    return { accepted: true, reference: `charge-${entry.payment}` };
  };

  const decide = (call: GatewayCall, charge: Charge): GatewayAnswer => {
    const { state } = charge.entry;
    if (call.operation === 'authorize') {
      const { declines } = behaviourOf(call.token);
      if (declines !== undefined) return refused(declines);
      if (state === 'voided' || state === 'refunded') return refused(state);
      Object.assign(charge, { amount: call.amount, token: call.token });
      charge.entry.currency = call.currency;
      return move(charge, 'authorized');
    }
    const { refusesCapture } = behaviourOf(charge.token);
    if (call.operation === 'capture') {
      if (state !== 'authorized' && state !== 'captured') return refused(state);
      return refusesCapture === undefined ? move(charge, 'captured') : refused(refusesCapture);
    }
    if (call.operation === 'refund') return state === 'captured' ? move(charge, 'refunded') : refused(state);
    if (state === 'captured' || state === 'refunded') return refused(state);
    if (state === 'authorized') return move(charge, 'voided');
    // It forbids what may come later, and moves nothing.
    charge.entry.state = 'voided';
    return { accepted: true, reference: `charge-${charge.entry.payment}` };
  };

  return {
    take: (call, key) => {
      const charge = charges.get(call.payment) ?? unknownCharge(call.payment);
      charges.set(call.payment, charge);
      charge.keys.add(key);
      charge.entry.calls += 1;
      charge.entry.keys = charge.keys.size;
      const request = JSON.stringify(call);
      const before = answers.get(key);
      if (before && before.request !== request)
        violation(`the key ${key} came with ${before.request} and with ${request}`);
      const answer = before?.answer ?? decide(call, charge);
      answers.set(key, { request, answer });
      return answer;
    },
    book: () => new Map([...charges].map(([payment, { entry }]) => [payment, entry])),
  };
};
