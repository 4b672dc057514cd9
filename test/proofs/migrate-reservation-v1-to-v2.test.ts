import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrateReservationV1ToV2 } from '../../machines/reservation/migrate-reservation-v1-to-v2.ts';
import { reservationMachineV1 } from '../../machines/reservation/reservation-machine-v1.ts';
import { reservationMachineV2 } from '../../machines/reservation/reservation-machine-v2.ts';
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
