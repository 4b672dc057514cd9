import assert from 'node:assert/strict';
import { test } from 'node:test';
import { migrateOrderV1ToV2 } from '../../machines/order/migrate-order-v1-to-v2.ts';
import type { OrderContextV1 } from '../../machines/order/order-context-v1.ts';
import type { OrderContextV2 } from '../../machines/order/order-context-v2.ts';
import { orderMachineV1 } from '../../machines/order/order-machine-v1.ts';
import { orderMachineV2 } from '../../machines/order/order-machine-v2.ts';
import { explore } from '../../proofs/explore.ts';
import type { Account, Ledger } from '../../proofs/ledger.ts';
import { proveMigration } from '../../proofs/migration-proof.ts';
import { machineMigration } from '../../runtime/actor/machine-migration.ts';
import { toyMachine } from '../support/toy-machine.ts';
import { migrateToyV1ToV2, toyMachineV2 } from '../support/toy-machine-v2.ts';
import { exploreOnce } from './explore-once.ts';
import { orderLedger } from './order-ledger.ts';
import { orderLedgerV2 } from './order-ledger-v2.ts';

const answer: Account = {
  name: 'answer',
  begins: 'none',
  moves: [
    { on: { takes: 'Asked' }, from: ['none'], to: 'asked' },
    { on: { takes: 'Answered' }, from: ['asked'], to: 'none' },
    { on: { takes: 'Unanswered' }, from: ['asked'], to: 'lost' },
  ],
  settledIn: { closed: ['none'] },
};
const types = ['Opened', 'Armed', 'Disarmed', 'Nudged', 'Closed'];
const ledger: Ledger = {
  input: { id: 'a' },
  facts: [
    ...types.map((type) => ({ type })),
    { type: 'Added', by: 1 },
    { type: 'Asked', question: 'why?' },
    { type: 'Answered', answer: 'because' },
    { type: 'Unanswered', reason: 'silence' },
  ],
  accounts: [answer],
  decides: () => undefined,
};
const from = explore(toyMachine, ledger);
const to = explore(toyMachineV2, ledger);
const refute = (migrate: typeof migrateToyV1ToV2, ofNew: Ledger = ledger) =>
  proveMigration({ from, to: explore(toyMachineV2, ofNew), migration: machineMigration(1, 2, migrate) });

test('a migration whose every landing place can be reached holds; what it leaves is told with its reason', () => {
  const { counterexample, left } = proveMigration({
    from,
    to,
    migration: machineMigration(1, 2, migrateToyV1ToV2),
  });
  assert.equal(counterexample, undefined);
  assert.deepEqual([...left], [['unanswered', 'nobody answers it in the second version']]);
});

test('a region that was forgotten is found', () => {
  const { counterexample } = refute((place) =>
    place.value === 'armed'
      ? { ...Object(migrateToyV1ToV2(place)), value: { armed: { bell: 'silent' } } }
      : migrateToyV1ToV2(place),
  );
  assert.deepEqual(counterexample?.split('\n'), [
    'It does not hold that every state of the old version lands in a state that the new one can reach: {"armed":{"bell":"silent"}} leaves out a part of {"armed":{"bell":"silent","lid":"shut"}}.',
    '  1. Opened → open',
    '  2. Armed → armed',
  ]);
});

test('a state without a place, and one that does not exist, are found', () => {
  const everything = refute(({ value, context: { id, count } }) => ({
    kind: 'moves',
    value: value === 'armed' ? { armed: { bell: 'silent', lid: 'shut' } } : value,
    context: { id, total: count, answers: [] },
  }));
  assert.match(everything.counterexample ?? '', /unanswered/);
  const unknown = refute((place) => ({ ...Object(migrateToyV1ToV2(place)), value: 'nowhere' }));
  assert.match(unknown.counterexample ?? '', /nowhere/);
});

test('another debt than the new version ever has there is found', () => {
  const { counterexample } = refute((place) =>
    place.value === 'asking'
      ? { ...Object(migrateToyV1ToV2(place)), value: 'open' }
      : migrateToyV1ToV2(place),
  );
  assert.match(
    counterexample ?? '',
    /lands in open, where version 2 never is so: its answer is asked, not none/,
  );
});

test('a context that decides otherwise than it ever can there is found', () => {
  const counted = { ...ledger, decides: (context: unknown) => Object(context).answers?.length > 1 };
  const { counterexample } = refute(
    (place) => ({
      ...Object(migrateToyV1ToV2(place)),
      context: { id: 'a', total: 0, answers: 'abc'.split('') },
    }),
    { ...counted, facts: ledger.facts.filter(({ type }) => type !== 'Asked') },
  );
  assert.match(counterexample ?? '', /context is true, not false/);
});

test('every order in flight on version 1 has a place in version 2, with the same owed', () => {
  const { counterexample, left } = proveMigration({
    from: exploreOnce(orderMachineV1, orderLedger),
    to: exploreOnce(orderMachineV2, orderLedgerV2),
    migration: machineMigration(1, 2, migrateOrderV1ToV2),
  });
  assert.equal(counterexample, undefined);
  assert.deepEqual([...left], []);
});

test('an order that is paid and would be taken for one that is not, is found', () => {
  const { counterexample } = proveMigration({
    from: exploreOnce(orderMachineV1, orderLedger),
    to: exploreOnce(orderMachineV2, orderLedgerV2),
    migration: machineMigration<OrderContextV1, OrderContextV2>(1, 2, (order) => {
      const move = migrateOrderV1ToV2(order);
      return move.kind === 'moves' && move.value === 'confirmed'
        ? { ...move, context: { ...move.context, payment: 'authorized' } }
        : move;
    }),
  });
  assert.match(
    counterexample ?? '',
    /in confirmed, where version 2 never is so: its money is taken, not authorized/,
  );
});
