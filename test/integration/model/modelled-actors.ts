import type { AnyEventObject, AnyMachineSnapshot } from 'xstate';
import { journeyActor } from '../../../actors/analytics/journey-actor.ts';
import { productActor } from '../../../actors/inventory/product-actor.ts';
import { reservationActor } from '../../../actors/inventory/reservation-actor.ts';
import { mailActor } from '../../../actors/notification/mail-actor.ts';
import { orderActor } from '../../../actors/order/order-actor.ts';
import { priceActor } from '../../../actors/order/price-actor.ts';
import { paymentActor } from '../../../actors/payment/payment-actor.ts';
import * as inventory from '../../../contracts/inventory-messages.ts';
import type { MessageType } from '../../../contracts/message-type.ts';
import { messageTypes } from '../../../contracts/message-types.ts';
import * as order from '../../../contracts/order-messages.ts';
import * as payment from '../../../contracts/payment-messages.ts';
import { shippingEventsV2 } from '../../../machines/journey/journey-machine-v2.ts';
import type { OrderContextV2 } from '../../../machines/order/order-context-v2.ts';
import { Transient } from '../../../runtime/errors.ts';
import { provedMachines } from '../../proofs/proved-machines.ts';
import { unreachableGateway } from '../../proofs/unreachable-gateway.ts';
import { orderedLines, orderId, told } from '../../support/order-facts.ts';
import type { Delivery, ModelledActor } from './modelled-actor.ts';

const uuidOf = (index: number) => `${orderId.slice(0, -8)}${String(index).padStart(8, '0')}`;
const byOrder = { entity: orderId, entityOf: uuidOf };
/** The streams of an earlier version of a machine are others than those of the newest. */
const earlier = { entity: orderId, entityOf: (index: number) => uuidOf(10_000_000 + index) };
const bySku = { entity: 'MUG', entityOf: (index: number) => `MUG-${index}` };

/** The machine `id` with its ledger: the newest version unless one is named. */
const proved = (id: string, version?: string) => {
  const found = provedMachines.findLast(
    ({ machine }) => machine.id === id && (version === undefined || machine.version === version),
  );
  if (!found) throw new Error(`No ledger for ${id}`);
  return found;
};

/** An actor that begins on version 1, as those did that are still in flight. */
const onFirst = <Definition extends ModelledActor['definition']>(definition: Definition): Definition => ({
  ...definition,
  machines: definition.machines.slice(0, 1),
});

/** The event that is the fact. */
const asItIs = ({ type, ...data }: AnyEventObject): Delivery | undefined => {
  const message = messageTypes.get(type);
  return message && { message, data };
};

/** Each of these facts comes of this command. */
const fromCommand =
  (commands: Readonly<Record<string, MessageType>>) =>
  ({ type, ...data }: AnyEventObject): Delivery | undefined => {
    const message = commands[type];
    return message && { message, data: { orderId, ...data } };
  };

const orderCommands = fromCommand({
  FulfilmentRequested: order.FulfilOrder,
  DispatchRequested: order.ShipOrder,
  DeliveryConfirmed: order.ConfirmDelivery,
  ResumptionRequested: order.ResumeOrder,
});
const { customerId, email, currency } = told;
const placement = { orderId, customerId, email, currency, lines: orderedLines, payment: { token: 'tok_ok' } };

const paymentCommands = fromCommand({
  AuthorizationRequested: payment.AuthorizePayment,
  CaptureRequested: payment.CapturePayment,
  VoidRequested: payment.VoidPayment,
  RefundRequested: payment.RefundPayment,
});

const reservationCommands = fromCommand({
  CommitRequested: inventory.CommitReservation,
  ReleaseRequested: inventory.ReleaseStock,
  ShipmentRequested: inventory.ShipStock,
  StockReturnRequested: inventory.ReturnStock,
});
const reserve = (lines: readonly object[]): Delivery => ({
  message: inventory.ReserveStock,
  data: { orderId, lines },
});
const deliverReservation = (fact: AnyEventObject, { value }: AnyMachineSnapshot): Delivery | undefined => {
  const isNew = value === 'unknown';
  if (fact.type === 'StockReserved') return isNew ? reserve(orderedLines) : undefined;
  if (fact.type === 'StockRejected') return isNew ? reserve([{ sku: 'NONE', quantity: 1 }]) : undefined;
  if (fact.type === 'ReservationRepeated') return isNew ? undefined : reserve(orderedLines);
  return reservationCommands(fact);
};

const mailer = {
  send: async () => {
    throw new Transient('notification/mail-server-unavailable', 'Nobody takes mails here');
  },
  close: async () => {},
};

/** The journey of one subject hears what names it. */
const heard = (id: string, hears: (type: string) => boolean) => {
  const { machine, ledger } = proved('journey');
  return {
    machine,
    ledger: { ...ledger, input: { id }, facts: ledger.facts.filter(({ type }) => hears(type)) },
  };
};
const isShipping = (type: string) => shippingEventsV2.some((message) => message.type === type);
const isStock = (type: string) => type.startsWith('StockLevel');
const deliverJourney = ({ occurredAt, sourceVersion, ...event }: AnyEventObject): Delivery | undefined => {
  const delivery = asItIs(event);
  return delivery && delivery !== 'outcome'
    ? { ...delivery, envelope: { time: occurredAt, subjectVersion: sourceVersion } }
    : delivery;
};

const modelledOrder: Pick<ModelledActor, 'schema' | 'definition' | 'deliver' | 'sameness'> = {
  schema: 'order',
  definition: orderActor(() => true),
  deliver: (fact) => {
    if (fact.type === 'OrderPlaced')
      return { message: order.PlaceOrder, data: { ...placement, prepaid: fact.prepaid } };
    if (fact.type === 'CancellationRequested')
      return { message: order.CancelOrder, data: { orderId, reason: fact.note } };
    if (fact.type === 'ReturnRequested')
      return { message: order.ReturnOrder, data: { orderId, reason: fact.note } };
    return orderCommands(fact) ?? asItIs(fact);
  },
  sameness: (context) => {
    const { stock, payment, pursuing, prepaid }: Partial<OrderContextV2> = Object(context);
    return [stock, payment, pursuing, prepaid];
  },
};
const modelledReservation: Pick<ModelledActor, 'schema' | 'definition' | 'deliver'> = {
  schema: 'inventory',
  definition: reservationActor,
  deliver: deliverReservation,
};

/** Every actor of the system. A journey is that of an order, of a SKU or of one change of the stock. */
export const modelledActors: readonly ModelledActor[] = [
  { ...proved('order'), ...byOrder, ...modelledOrder },
  {
    ...proved('order', '1'),
    ...earlier,
    ...modelledOrder,
    definition: onFirst(modelledOrder.definition),
  },
  {
    ...proved('payment'),
    ...byOrder,
    schema: 'payment',
    definition: paymentActor(unreachableGateway),
    deliver: (fact) => paymentCommands(fact) ?? 'outcome',
  },
  { ...proved('reservation'), ...byOrder, ...modelledReservation },
  {
    ...proved('reservation', '1'),
    ...earlier,
    ...modelledReservation,
    definition: onFirst(modelledReservation.definition),
  },
  {
    ...proved('mail'),
    ...byOrder,
    schema: 'notification',
    definition: mailActor(mailer, 'shop@example.org'),
    deliver: (fact) =>
      fact.type === 'MailRequested' ? { message: order.OrderConfirmed, data: told } : 'outcome',
  },
  {
    ...proved('product'),
    ...bySku,
    schema: 'inventory',
    definition: productActor,
    deliver: ({ type, ...data }) => ({
      message: type === 'ProductPriced' ? inventory.PriceProduct : inventory.ReceiveStock,
      data,
    }),
  },
  {
    ...proved('price'),
    ...bySku,
    schema: 'order',
    definition: priceActor,
    deliver: ({ type: _, sourceVersion, ...data }) => ({
      message: inventory.ProductPriced,
      data,
      envelope: { subjectVersion: sourceVersion },
    }),
    sameness: ({ sourceVersion }: { readonly sourceVersion: number }) => sourceVersion,
  },
  {
    ...heard(`order-${orderId}`, (type) => !isStock(type) && !isShipping(type)),
    ...byOrder,
    schema: 'analytics',
    definition: journeyActor,
    deliver: deliverJourney,
  },
  {
    ...heard(`shipping-${orderId}`, isShipping),
    ...byOrder,
    schema: 'analytics',
    definition: journeyActor,
    deliver: deliverJourney,
  },
  {
    ...heard('sku-MUG', (type) => type === 'StockLevelChanged'),
    ...bySku,
    schema: 'analytics',
    definition: journeyActor,
    deliver: deliverJourney,
  },
  {
    ...heard('stock-MUG-1', (type) => type === 'StockLevelsChanged'),
    ...bySku,
    schema: 'analytics',
    definition: journeyActor,
    deliver: deliverJourney,
  },
];
