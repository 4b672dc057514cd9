import { streamId } from '../../contracts/ids.ts';
import * as inventory from '../../contracts/inventory-messages.ts';
import * as order from '../../contracts/order-messages.ts';
import * as payment from '../../contracts/payment-messages.ts';
import { migrateOrderV1ToV2 } from '../../machines/order/migrate-order-v1-to-v2.ts';
import { orderMachineV1 } from '../../machines/order/order-machine-v1.ts';
import { orderMachineV2 } from '../../machines/order/order-machine-v2.ts';
import { type ActorDefinition, onCommand, onEvent } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { machineMigration } from '../../runtime/actor/machine-migration.ts';
import { fulfilOrder } from './fulfil-order.ts';
import { placeOrder } from './place-order.ts';
import { type Prices, pricesReference } from './prices.ts';

/** The stream of an order. */
export const orderStream = (orderId: string) => streamId('order', orderId);

const subject = ({ orderId }: { readonly orderId: string }) => orderStream(orderId);

/** What inventory and payment answer. None of it begins an order. */
const answers = [
  inventory.StockReserved,
  inventory.StockRejected,
  inventory.ReservationCommitted,
  inventory.ReservationCommitRejected,
  inventory.StockReleased,
  inventory.StockReleaseRejected,
  inventory.StockShipped,
  inventory.StockShipmentRejected,
  inventory.StockReturned,
  inventory.StockReturnRejected,
  payment.PaymentAuthorized,
  payment.PaymentDeclined,
  payment.PaymentCaptured,
  payment.PaymentCaptureRejected,
  payment.PaymentVoided,
  payment.PaymentVoidRejected,
  payment.PaymentRefunded,
  payment.PaymentRefundRejected,
  payment.PaymentOutcomeUnknown,
] as const;

/** An order: the saga over inventory and payment. */
export const orderActor = (acceptsToken: (token: string) => boolean): ActorDefinition<unknown, Prices> => ({
  category: 'order',
  machines: [durableMachine(orderMachineV1, { OrderPlaced: 1 }), durableMachine(orderMachineV2)],
  migrations: [machineMigration(1, 2, migrateOrderV1ToV2)],
  reference: pricesReference,
  reactions: [
    onCommand(order.PlaceOrder, {
      creates: true,
      leadsTo: [order.OrderPlaced],
      subject,
      decide: (command, _state, prices: Prices) => placeOrder(command, prices, acceptsToken),
    }),
    onCommand(order.CancelOrder, {
      creates: false,
      leadsTo: [order.CancellationRequested],
      subject,
      decide: ({ reason }) => ({ type: 'CancellationRequested', note: reason }),
    }),
    onCommand(order.FulfilOrder, {
      creates: false,
      leadsTo: [order.FulfilmentRequested],
      subject,
      decide: fulfilOrder,
    }),
    onCommand(order.ShipOrder, {
      creates: false,
      leadsTo: [order.DispatchRequested],
      subject,
      decide: () => ({ type: 'DispatchRequested' }),
    }),
    onCommand(order.ConfirmDelivery, {
      creates: false,
      leadsTo: [order.DeliveryConfirmed],
      subject,
      decide: () => ({ type: 'DeliveryConfirmed' }),
    }),
    onCommand(order.ReturnOrder, {
      creates: false,
      leadsTo: [order.ReturnRequested],
      subject,
      decide: ({ reason }) => ({ type: 'ReturnRequested', note: reason }),
    }),
    onCommand(order.ResumeOrder, {
      creates: false,
      leadsTo: [order.ResumptionRequested],
      subject,
      decide: () => ({ type: 'ResumptionRequested' }),
    }),
    ...answers.map((answer) => onEvent(answer, { creates: false, subject })),
  ],
});
