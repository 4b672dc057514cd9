import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AnyMachineSnapshot, createMachine } from 'xstate';
import { adjacencyMapToArray, getAdjacencyMap } from 'xstate/graph';
import { explore } from '../../proofs/explore.ts';
import { prove } from '../../proofs/prove.ts';
import { impatientOrder } from './impatient-order.ts';
import { mutate } from './mutate.ts';
import { orderLedger } from './order-ledger.ts';

const named = ({ value, context }: AnyMachineSnapshot) =>
  JSON.stringify([value, orderLedger.decides?.(context)]);

test('what is explored is what xstate/graph finds', () => {
  const timers = impatientOrder.events.filter((type) => type.startsWith('xstate.after.'));
  const events = [...orderLedger.facts, ...timers.map((type) => ({ type }))];
  const theirs = adjacencyMapToArray(
    getAdjacencyMap(impatientOrder, {
      input: orderLedger.input,
      events: (state: AnyMachineSnapshot) =>
        state.status === 'active' ? events.filter((event) => state.can(event)) : [],
      serializeState: named,
    }),
  ).flatMap(({ state, nextState }) => [named(state), named(nextState)]);
  const ours = explore(impatientOrder, orderLedger).nodes.map(({ snapshot }) => named(snapshot));
  assert.deepEqual(new Set(ours), new Set(theirs));
});

test('a fact that only a wildcard takes is given', () => {
  const lamp = createMachine({ initial: 'off', states: { off: { on: { '*': 'on' } }, on: {} } });
  const { nodes } = explore(lamp, { input: {}, facts: [{ type: 'Switched' }], accounts: [] });
  assert.deepEqual(
    nodes.map(({ snapshot }) => snapshot.value),
    ['off', 'on'],
  );
});

test('a counterexample is the shortest path, a line for each fact', () => {
  const skipped = mutate(impatientOrder, {
    put: { 'states.reservingStock.on.CancellationRequested.target': 'cancelled' },
  });
  const verdict = prove(skipped, orderLedger).find(({ name }) => name === 'settles-what-it-owes');
  assert.deepEqual(verdict?.counterexample?.split('\n').slice(1), [
    '  1. OrderPlaced → reservingStock, emits OrderPlaced, ReserveStock',
    '  2. CancellationRequested → cancelled, emits OrderCancelled',
  ]);
});

test('states that count without an end are given up, and that is said', () => {
  const endless = { ...orderLedger, decides: (context: unknown) => context };
  const [tried] = prove(impatientOrder, endless, 100);
  assert.match(tried?.counterexample ?? '', /counts without a limit/);
});
