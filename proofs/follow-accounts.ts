import type { AnyEventObject } from 'xstate';
import type { Account, Signal } from './ledger.ts';

/** The phase of each account, in the order of the ledger. */
export type Phases = readonly string[];

/** A signal that came in a phase in which it is wrong. */
export interface Misstep {
  readonly account: Account;
  readonly phase: string;
  readonly kind: 'took' | 'emitted';
  readonly type: string;
}

/** What a step did to the accounts: the fact first, then what was emitted, in order. */
export const followAccounts = (
  accounts: readonly Account[],
  before: Phases,
  fact: AnyEventObject,
  emitted: readonly AnyEventObject[],
): { readonly phases: Phases; readonly missteps: readonly Misstep[] } => {
  const missteps: Misstep[] = [];
  const phases = accounts.map((account, index) => {
    let phase = before[index] ?? account.begins;
    for (const [position, event] of [fact, ...emitted].entries()) {
      const kind = position === 0 ? 'took' : 'emitted';
      if (!account.moves.some(({ on }) => isSignal(on, kind, event))) continue;
      const move = account.moves.find(({ on, from }) => from.includes(phase) && isSignal(on, kind, event));
      if (!move) missteps.push({ account, phase, kind, type: event.type });
      phase = move?.to ?? phase;
    }
    return phase;
  });
  return { phases, missteps };
};

const isSignal = (signal: Signal, kind: Misstep['kind'], event: AnyEventObject): boolean => {
  const type = 'takes' in signal ? kind === 'took' && signal.takes : kind === 'emitted' && signal.emits;
  return (
    type === event.type && Object.entries(signal.with ?? {}).every(([key, value]) => event[key] === value)
  );
};
