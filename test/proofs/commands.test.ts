import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyStateMachine } from 'xstate';
import { productActor } from '../../actors/inventory/product-actor.ts';
import { reservationActor } from '../../actors/inventory/reservation-actor.ts';
import { orderActor } from '../../actors/order/order-actor.ts';
import { paymentActor } from '../../actors/payment/payment-actor.ts';
import { messageTypes } from '../../contracts/message-types.ts';
import { paymentMachineV1 } from '../../machines/payment/payment-machine-v1.ts';
import { productMachineV1 } from '../../machines/product/product-machine-v1.ts';
import { reservationMachineV1 } from '../../machines/reservation/reservation-machine-v1.ts';
import { reservationMachineV2 } from '../../machines/reservation/reservation-machine-v2.ts';
import { type Commands, refuteCommands } from '../../proofs/command-proof.ts';
import type { Ledger } from '../../proofs/ledger.ts';
import { orderedLines, orderId, told } from '../support/order-facts.ts';
import { exploreOnce } from './explore-once.ts';
import { impatientOrder, impatientOrderV2 } from './impatient-order.ts';
import { orderLedger } from './order-ledger.ts';
import { orderLedgerV2 } from './order-ledger-v2.ts';
import { paymentLedger } from './payment-ledger.ts';
import { reservationLedger } from './reservation-ledger.ts';
import { reservationLedgerV2 } from './reservation-ledger-v2.ts';
import { productLedger } from './small-ledgers.ts';
import { unreachableGateway } from './unreachable-gateway.ts';

const { customerId, email, currency } = told;
const byOrder = (...types: readonly string[]) => Object.fromEntries(types.map((type) => [type, { orderId }]));

const order = {
  definition: orderActor(() => true),
  samples: {
    ...byOrder('FulfilOrder', 'ShipOrder', 'ConfirmDelivery', 'ResumeOrder'),
    PlaceOrder: { orderId, customerId, email, currency, lines: orderedLines, payment: { token: 'tok_ok' } },
    CancelOrder: { orderId, reason: 'changed my mind' },
    ReturnOrder: { orderId, reason: 'too small' },
  },
  known: new Map(
    told.lines.map(({ sku, name, unitPrice }) => [sku, { sku, name, price: unitPrice, currency }]),
  ),
};
const reservation = {
  definition: reservationActor,
  samples: {
    ...byOrder('CommitReservation', 'ReleaseStock', 'ShipStock', 'ReturnStock'),
    ReserveStock: { orderId, lines: orderedLines },
  },
  known: new Map(orderedLines.map(({ sku }) => [sku, 100])),
};

const commanded: readonly (Omit<Commands, 'messageTypes'> & {
  readonly machine: AnyStateMachine;
  readonly ledger: Ledger;
})[] = [
  { ...order, machine: impatientOrder, ledger: orderLedger },
  { ...order, machine: impatientOrderV2, ledger: orderLedgerV2 },
  {
    machine: paymentMachineV1,
    ledger: paymentLedger,
    definition: paymentActor(unreachableGateway),
    samples: {
      ...byOrder('CapturePayment', 'VoidPayment', 'RefundPayment'),
      AuthorizePayment: { orderId, amount: 2_500, currency: 'EUR', token: 'tok_ok' },
    },
  },
  { ...reservation, machine: reservationMachineV1, ledger: reservationLedger },
  { ...reservation, machine: reservationMachineV2, ledger: reservationLedgerV2 },
  {
    machine: productMachineV1,
    ledger: productLedger,
    definition: productActor,
    samples: {
      PriceProduct: { sku: 'MUG', name: 'Mug', price: 1_290, currency: 'EUR' },
      ReceiveStock: { sku: 'MUG', quantity: 5 },
    },
  },
];

for (const { machine, ledger, ...commands } of commanded)
  test(`every command to ${machine.id} ${machine.version} is possible, or is refused with what is possible`, () => {
    const counterexample = refuteCommands(exploreOnce(machine, ledger), { ...commands, messageTypes });
    assert.equal(counterexample, undefined, counterexample);
  });

test('a command whose facts are declared wrongly is found, with the way to where it shows', () => {
  const definition = orderActor(() => true);
  const reactions = definition.reactions.map((reaction) =>
    reaction.message.type === 'FulfilOrder' ? { ...reaction, leadsTo: ['CancellationRequested'] } : reaction,
  );
  const [first] = commanded;
  assert.ok(first);
  const { machine, ledger, ...commands } = first;
  const counterexample = refuteCommands(exploreOnce(machine, ledger), {
    ...commands,
    definition: { ...definition, reactions },
    messageTypes,
  });
  assert.match(counterexample ?? '', /1\. OrderPlaced → reservingStock/);
});
