import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decideReservation } from '../../actors/inventory/reservation-actor.ts';
import { migrateReservationV1ToV2 } from '../../machines/reservation/migrate-reservation-v1-to-v2.ts';
import { reservationMachineV1 } from '../../machines/reservation/reservation-machine-v1.ts';
import { reservationMachineV2 } from '../../machines/reservation/reservation-machine-v2.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { exploreOnce } from './explore-once.ts';
import { reservationLedger } from './reservation-ledger.ts';
import { reservationLedgerV2 } from './reservation-ledger-v2.ts';

test('every state of a reservation of version 1 lands on one that version 2 reaches itself', () => {
  const stock = (phases: readonly string[]) => phases[0];
  const reachable = new Set(
    exploreOnce(reservationMachineV2, reservationLedgerV2).nodes.map(({ snapshot, phases }) =>
      JSON.stringify([snapshot.value, snapshot.context, stock(phases)]),
    ),
  );
  for (const { snapshot, phases } of exploreOnce(reservationMachineV1, reservationLedger).nodes) {
    const { value, context } = migrateReservationV1ToV2(snapshot);
    const landing = JSON.stringify([value, context, stock(phases)]);
    assert.ok(reachable.has(landing), landing);
  }
});

/** What the commands of an order become; a reservation that is asked for decides by its state. */
const facts = ({ value }: Pick<ActorState, 'value'>) => [
  decideReservation({ orderId: 'a', lines: [] }, { value }, new Map()),
  { type: 'CommitRequested' },
  { type: 'ReleaseRequested' },
  { type: 'ShipmentRequested' },
  { type: 'StockReturnRequested' },
];

test('a reservation that stays on version 1 answers all that an order of version 2 asks, but for a return', () => {
  const machine = durableMachine(reservationMachineV1);
  for (const { snapshot } of exploreOnce(reservationMachineV1, reservationLedger).nodes) {
    const { value, context } = snapshot;
    const state = { value, context, done: snapshot.status === 'done' };
    for (const fact of facts(state)) {
      const answers = machine.can(state, fact) && machine.step(state, fact).emitted.length > 0;
      assert.equal(answers, fact.type !== 'StockReturnRequested', `${fact.type} in ${JSON.stringify(value)}`);
    }
  }
});
