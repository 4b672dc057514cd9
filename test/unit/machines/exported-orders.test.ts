// Orders that were lived through elsewhere and exported: the machines still decide as they did then.
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { orderActor } from '../../../actors/order/order-actor.ts';
import { messageTypes } from '../../../contracts/message-types.ts';
import { orderMachineV1 } from '../../../machines/order/order-machine-v1.ts';
import { replayExport } from '../../../proofs/replay-export.ts';
import { durableMachine } from '../../../runtime/actor/durable-machine.ts';
import { readText } from '../../support/source-files.ts';

const folder = 'test/unit/machines/exported';
const order = orderActor(() => true);

test('there are exported orders', () => {
  assert.ok(readdirSync(folder).length > 0);
});

for (const file of readdirSync(folder))
  test(`every fact of ${file} leads where it led, and emits what it emitted`, () => {
    assert.deepEqual(replayExport(order, messageTypes, readText(`${folder}/${file}`)).differences, []);
  });

test('an order whose capture failed gave back its stock and its money', () => {
  const { state, steps } = replayExport(order, messageTypes, readText(`${folder}/capture-fails.jsonl`));
  assert.equal(state.value, 'cancelled');
  assert.deepEqual(
    steps.flatMap(({ emitted }) => emitted.map(({ type }) => type)),
    [
      'OrderPlaced',
      'ReserveStock',
      'AuthorizePayment',
      'CommitReservation',
      'CapturePayment',
      'ReleaseStock',
      'VoidPayment',
      'OrderCancelled',
    ],
  );
});

test('an exported order shows where another guard would have led it', () => {
  const careless = orderMachineV1.provide({ guards: { voidIsOwed: () => false } });
  const definition = { ...order, machines: [durableMachine(careless, { OrderPlaced: 1 })] };
  const text = readText(`${folder}/capture-fails.jsonl`);
  const [first] = replayExport(definition, messageTypes, text).differences;
  assert.deepEqual([first?.version, first?.kind], [5, 'state']);
  assert.match(first?.message ?? '', /"payment":"undone".*, recorded is .*"payment":"voiding"/);
});
