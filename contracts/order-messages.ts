import Type from 'typebox';
import { command, event, fact } from './message-type.ts';
import { orderPlacedFromV1ToV2 } from './upcasters/order-placed-from-v1-to-v2.ts';
import { widened } from './upcasters/widened.ts';
import {
  Amount,
  Channel,
  Currency,
  CustomerId,
  Email,
  Note,
  OrderId,
  OrderLine,
  PricedLine,
  ShippingAddress,
} from './values.ts';

/** Why an order was cancelled. */
export const CancellationReason = Type.Union([
  Type.Literal('out-of-stock'),
  Type.Literal('stock-timeout'),
  Type.Literal('payment-declined'),
  Type.Literal('payment-unclear'),
  Type.Literal('payment-timeout'),
  Type.Literal('confirmation-failed'),
  Type.Literal('confirmation-timeout'),
  Type.Literal('cancelled-by-customer'),
  Type.Literal('capture-failed'),
  Type.Literal('lost-in-transit'),
]);
export type CancellationReason = Type.Static<typeof CancellationReason>;

const placed = {
  orderId: OrderId,
  customerId: CustomerId,
  email: Email,
  currency: Currency,
};
/** What every published change of an order tells, so that a listener needs no other source. */
const order = {
  ...placed,
  lines: Type.Array(PricedLine, { minItems: 1 }),
  total: Amount,
};
const payment = Type.Object(
  { token: Type.String({ minLength: 1, maxLength: 128, description: 'From the payment gateway' }) },
  { additionalProperties: false },
);

export const PlaceOrder = command(
  'order',
  'PlaceOrder',
  Type.Object({
    ...placed,
    lines: Type.Array(OrderLine, { minItems: 1, maxItems: 100 }),
    payment,
    shippingAddress: Type.Optional(ShippingAddress),
    channel: Type.Optional(Channel),
    prepaid: Type.Optional(Type.Boolean()),
  }),
  [widened],
);
export const CancelOrder = command('order', 'CancelOrder', Type.Object({ orderId: OrderId, reason: Note }));
export const FulfilOrder = command('order', 'FulfilOrder', Type.Object({ orderId: OrderId }));
export const ShipOrder = command('order', 'ShipOrder', Type.Object({ orderId: OrderId }));
export const ConfirmDelivery = command('order', 'ConfirmDelivery', Type.Object({ orderId: OrderId }));
export const ReturnOrder = command('order', 'ReturnOrder', Type.Object({ orderId: OrderId, reason: Note }));
export const ResumeOrder = command('order', 'ResumeOrder', Type.Object({ orderId: OrderId }));

/** The fact holds the payment token; what is published leaves it out, it is nobody else's business. */
export const OrderPlaced = event(
  'order',
  'OrderPlaced',
  Type.Object({
    ...order,
    payment: Type.Optional(payment),
    /** Null: none was given. */
    shippingAddress: Type.Union([ShippingAddress, Type.Null()]),
    /** Unknown: it was placed before it was asked for. */
    channel: Type.Union([Channel, Type.Literal('unknown')]),
    /** Whether the money is taken when the order is confirmed, not when it is shipped. */
    prepaid: Type.Boolean(),
  }),
  [orderPlacedFromV1ToV2],
);
export const OrderConfirmed = event('order', 'OrderConfirmed', Type.Object(order));
export const OrderCancelled = event(
  'order',
  'OrderCancelled',
  Type.Object({ ...order, reason: CancellationReason, note: Type.Optional(Note) }),
  [widened],
);
export const OrderRefunded = event('order', 'OrderRefunded', Type.Object(order));
export const OrderFulfilled = event('order', 'OrderFulfilled', Type.Object(order));
/** The money is taken and the goods have left. */
export const OrderShipped = event(
  'order',
  'OrderShipped',
  Type.Object({ ...order, shippingAddress: Type.Union([ShippingAddress, Type.Null()]) }),
);
export const OrderDelivered = event('order', 'OrderDelivered', Type.Object(order));
/** The goods are back in stock and the money is back with the customer. */
export const OrderReturned = event('order', 'OrderReturned', Type.Object({ ...order, note: Note }));
/** It can no longer be returned. */
export const OrderCompleted = event('order', 'OrderCompleted', Type.Object(order));
/** A person had an order that needed attention go on. */
export const OrderResumed = event('order', 'OrderResumed', Type.Object(order));
export const OrderNeedsAttention = event(
  'order',
  'OrderNeedsAttention',
  Type.Object({ ...order, problem: Type.String() }),
);

export const CancellationRequested = fact('order', 'CancellationRequested', Type.Object({ note: Note }));
export const FulfilmentRequested = fact('order', 'FulfilmentRequested', Type.Object({}));
export const DispatchRequested = fact('order', 'DispatchRequested', Type.Object({}));
export const DeliveryConfirmed = fact('order', 'DeliveryConfirmed', Type.Object({}));
export const ReturnRequested = fact('order', 'ReturnRequested', Type.Object({ note: Note }));
export const ResumptionRequested = fact('order', 'ResumptionRequested', Type.Object({}));
