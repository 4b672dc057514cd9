import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { migrateOrderV1ToV2 } from '../../machines/order/migrate-order-v1-to-v2.ts';
import type { OrderContextV1 } from '../../machines/order/order-context-v1.ts';
import { orderMachineV1 } from '../../machines/order/order-machine-v1.ts';
import { orderMachineV2 } from '../../machines/order/order-machine-v2.ts';
import type { Node } from '../../proofs/explore.ts';
import { orderId, told } from '../support/order-facts.ts';
import { exploreOnce } from './explore-once.ts';
import { orderLedger } from './order-ledger.ts';
import { orderLedgerV2 } from './order-ledger-v2.ts';

/** `xstate.after.<delay>.<state>`: the delay keeps its name when the state gets another one. */
const delaysOf = (timers: ReadonlySet<string>) => [...timers].map((id) => id.split('.')[2]).sort();
const orderContext = (node: Node): OrderContextV1 => node.snapshot.context;

/** What must be equal: the state, what decides, the timers by the names of their delays, and what is owed. */
const keyOf = (value: unknown, context: unknown, timers: ReadonlySet<string>, phases: readonly string[]) =>
  JSON.stringify([value, orderLedgerV2.decides?.(context), delaysOf(timers), phases]);
/** Stock and money, as an observer keeps account of them: the same phases in both ledgers. */
const owed = ({ phases }: Node) => phases.slice(0, 2);

describe('every state that an order of version 1 can be in', () => {
  let old: readonly Node[] = [];
  const reachable = new Set<string>();
  before(() => {
    old = exploreOnce(orderMachineV1, orderLedger).nodes;
    for (const node of exploreOnce(orderMachineV2, orderLedgerV2).nodes)
      reachable.add(keyOf(node.snapshot.value, node.snapshot.context, node.timers, owed(node)));
  });

  test('has a landing place that version 2 reaches itself, with the same owed and the same timers set', () => {
    const strayed = old.flatMap((node) => {
      const migration = migrateOrderV1ToV2({ value: node.snapshot.value, context: orderContext(node) });
      if (migration.kind === 'stays') return [];
      const key = keyOf(migration.value, migration.context, node.timers, owed(node));
      return reachable.has(key) ? [] : [key];
    });
    assert.ok(old.length > 9_000, `only ${old.length} states`);
    assert.deepEqual(strayed.slice(0, 5), []);
  });

  test('moves unless the order has ended', () => {
    const staying = old.filter(
      (node) =>
        migrateOrderV1ToV2({ value: node.snapshot.value, context: orderContext(node) }).kind === 'stays',
    );
    assert.deepEqual(
      staying.filter(({ snapshot }) => snapshot.status === 'active'),
      [],
    );
    assert.deepEqual([...new Set(staying.map(({ snapshot }) => snapshot.value))].sort(), [
      'cancelled',
      'fulfilled',
    ]);
  });

  test('lands on a context with exactly the members that version 2 begins with', () => {
    const members = Object.keys(orderMachineV2.getInitialSnapshot(Object(), { id: orderId }).context).sort();
    for (const node of old) {
      const migration = migrateOrderV1ToV2({ value: node.snapshot.value, context: orderContext(node) });
      if (migration.kind === 'moves') assert.deepEqual(Object.keys(migration.context).sort(), members);
    }
  });
});

test('a confirmed order goes on as a prepaid one with all that was known of it', () => {
  const context: OrderContextV1 = {
    ...told,
    paymentToken: 'tok_ok',
    stock: 'committed',
    payment: 'captured',
    reason: null,
    note: null,
    problem: null,
    pursuing: 'confirmation',
    attempts: { release: 0, void: 0, refund: 0, shipment: 0 },
  };
  assert.deepEqual(migrateOrderV1ToV2({ value: 'confirmed', context }), {
    kind: 'moves',
    value: 'confirmed',
    context: {
      ...context,
      shippingAddress: null,
      channel: 'unknown',
      prepaid: true,
      attempts: { release: 0, void: 0, refund: 0, capture: 0, shipment: 0, restock: 0 },
    },
  });
});
