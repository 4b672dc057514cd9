import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import type { JournalEntry } from './gateway-journal.ts';
import type { Charge, ChargeState } from './gateway-rules.ts';

/** A charge after so many steps. */
export interface FoldedCharge extends Charge {
  readonly steps: number;
}

const open: FoldedCharge = { state: 'open', amount: 0, currency: '', token: '', steps: 0 };
const leadsTo: Readonly<Record<GatewayOperation, ChargeState>> = {
  authorize: 'authorized',
  capture: 'captured',
  void: 'voided',
  refund: 'refunded',
};

/** Where the money of a payment is, by the entries of its keys: its last step tells everything. */
export const foldCharge = (
  entries: readonly Pick<JournalEntry, 'operation' | 'amount' | 'currency' | 'token' | 'step'>[],
): FoldedCharge =>
  entries.reduce<FoldedCharge>((charge, { operation, amount, currency, token, step }) => {
    if (step === null || step <= charge.steps) return charge;
    return { state: leadsTo[operation], amount, currency, token, steps: step };
  }, open);
