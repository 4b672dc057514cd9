import assert from 'node:assert/strict';
import { describe, it, test } from 'node:test';
import type { AnyStateMachine } from 'xstate';
import { paymentMachineV1 } from '../../machines/payment/payment-machine-v1.ts';
import { reservationMachineV1 } from '../../machines/reservation/reservation-machine-v1.ts';
import { reservationMachineV2 } from '../../machines/reservation/reservation-machine-v2.ts';
import type { Ledger } from '../../proofs/ledger.ts';
import { proofs, prove } from '../../proofs/prove.ts';
import { impatientOrder, impatientOrderV2 } from './impatient-order.ts';
import { type Mutant, mutate } from './mutate.ts';
import { orderLedger } from './order-ledger.ts';
import { orderLedgerV2 } from './order-ledger-v2.ts';
import { orderMutants } from './order-mutants.ts';
import { orderMutantsV2 } from './order-mutants-v2.ts';
import { paymentMutants, reservationMutants, reservationMutantsV2 } from './participant-mutants.ts';
import { paymentLedger } from './payment-ledger.ts';
import { reservationLedger } from './reservation-ledger.ts';
import { reservationLedgerV2 } from './reservation-ledger-v2.ts';

const mutated: readonly {
  readonly machine: AnyStateMachine;
  readonly ledger: Ledger;
  readonly mutants: readonly Mutant[];
}[] = [
  { machine: impatientOrder, ledger: orderLedger, mutants: orderMutants },
  { machine: impatientOrderV2, ledger: orderLedgerV2, mutants: orderMutantsV2 },
  { machine: paymentMachineV1, ledger: paymentLedger, mutants: paymentMutants },
  { machine: reservationMachineV1, ledger: reservationLedger, mutants: reservationMutants },
  { machine: reservationMachineV2, ledger: reservationLedgerV2, mutants: reservationMutantsV2 },
];

/** The sound copy has 376; what counts without an end is found so sooner. */
const mostNodes = 3_000;

const refuted = (machine: AnyStateMachine, ledger: Ledger): readonly string[] =>
  prove(machine, ledger, mostNodes).flatMap(({ name, counterexample }) => (counterexample ? [name] : []));

for (const { machine, ledger, mutants } of mutated)
  describe(`a proof about ${machine.id} ${machine.version} finds`, () => {
    test('nothing in a copy without a defect', () =>
      assert.deepEqual(refuted(mutate(machine, {}), ledger), []));
    for (const { defect, foundBy, ...mutant } of mutants)
      it(`${defect} (${foundBy})`, () => {
        const found = refuted(mutate(machine, mutant), ledger);
        assert.ok(found.includes(foundBy), `found by ${found.join(', ') || 'none'}`);
      });
  });

test('each proof is needed: a mutant names it', () => {
  const named = new Set(mutated.flatMap(({ mutants }) => mutants.map(({ foundBy }) => foundBy)));
  assert.deepEqual(
    proofs.map(({ name }) => name).filter((name) => !named.has(name)),
    [],
  );
});
