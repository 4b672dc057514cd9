import Type, { type Static } from 'typebox';
import { CancellationReason } from '../order-messages.ts';
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
} from '../values.ts';

const closed = { additionalProperties: false };

/** Body of `POST /orders`. */
export const PlaceOrderBody = Type.Object(
  {
    customerId: CustomerId,
    email: Email,
    currency: Currency,
    lines: Type.Array(OrderLine, { minItems: 1, maxItems: 100 }),
    payment: Type.Object({ token: Type.String({ minLength: 1, maxLength: 128 }) }, closed),
    shippingAddress: Type.Optional(ShippingAddress),
    channel: Type.Optional(
      Type.Union(Channel.anyOf, { description: 'How the customer came to order; api when it is left out' }),
    ),
    prepaid: Type.Optional(
      Type.Boolean({
        description: 'Whether the money is taken when the order is confirmed; else when it is shipped',
      }),
    ),
  },
  closed,
);

/** Body of `POST /orders/{id}/cancel`. */
export const CancelOrderBody = Type.Object({ reason: Note }, closed);

/** Body of `POST /orders/{id}/return`. */
export const ReturnOrderBody = Type.Object({ reason: Note }, closed);

/** An order as clients see it. */
export const OrderView = Type.Object({
  id: OrderId,
  status: Type.String({
    description: 'Top-level state of the machine, such as reserving-stock or confirmed',
  }),
  settled: Type.Boolean({ description: 'Whether it is confirmed, cancelled or beyond' }),
  version: Type.Integer(),
  machineVersion: Type.Integer(),
  customerId: Type.String(),
  email: Type.String(),
  currency: Currency,
  total: Amount,
  lines: Type.Array(PricedLine),
  shippingAddress: Type.Optional(ShippingAddress),
  channel: Type.Optional(Type.String({ description: 'How the customer came to order, where it is known' })),
  prepaid: Type.Optional(
    Type.Boolean({
      description: 'Whether the money is taken when it is confirmed; missing in machine version 1',
    }),
  ),
  payment: Type.Object({ status: Type.String() }),
  reservation: Type.Object({ status: Type.String() }),
  reason: Type.Optional(CancellationReason),
  note: Type.Optional(Note),
  problem: Type.Optional(Type.String()),
  placedAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
});
export type OrderView = Static<typeof OrderView>;

/** One row of `GET /orders`. */
export const OrderSummary = Type.Object({
  id: OrderId,
  customerId: Type.String(),
  status: Type.String(),
  currency: Currency,
  total: Amount,
  version: Type.Integer(),
  placedAt: Type.String({ format: 'date-time' }),
  updatedAt: Type.String({ format: 'date-time' }),
});
export type OrderSummary = Static<typeof OrderSummary>;

/** A page, newest first. */
export const OrderPage = Type.Object({
  orders: Type.Array(OrderSummary),
  next: Type.Optional(Type.String({ description: 'cursor of the next page; missing on the last' })),
});

/** `GET /orders/{id}/commands`: what may be asked of an order now. */
export const PossibleCommands = Type.Array(
  Type.Object({
    name: Type.String({ description: 'POST /orders/{id}/<name>' }),
    command: Type.String(),
    summary: Type.String(),
    operator: Type.Boolean({ description: 'Whether it takes the token of an operator' }),
    body: Type.Optional(Type.Unknown({ description: 'JSON Schema of what it is asked with' })),
  }),
);
export type PossibleCommands = Static<typeof PossibleCommands>;

/** One recorded fact of an order. */
export const OrderEvent = Type.Object({
  version: Type.Integer(),
  type: Type.String(),
  schemaVersion: Type.Integer({ description: 'Of the data as they are here: the present one' }),
  data: Type.Unknown(),
  state: Type.Unknown({ description: 'The state that the fact led to' }),
  machineVersion: Type.Integer(),
  emitted: Type.Array(Type.Unknown(), {
    description: 'Messages, flat; schemaVersion is missing where it is 1',
  }),
  messageId: Type.String(),
  causationId: Type.String(),
  correlationId: Type.String(),
  time: Type.String({ format: 'date-time' }),
});
export type OrderEvent = Static<typeof OrderEvent>;

/** One recorded fact, and what it did. */
export const ReplayedStep = Type.Object({
  version: Type.Integer(),
  type: Type.String(),
  data: Type.Unknown(),
  machineVersion: Type.Integer(),
  time: Type.String({ format: 'date-time' }),
  from: Type.Unknown({ description: 'The state before' }),
  to: Type.Unknown({ description: 'The state that the machine leads to now' }),
  emitted: Type.Array(Type.Unknown()),
  timersSet: Type.Record(Type.String(), Type.String({ format: 'date-time' })),
  timersCleared: Type.Array(Type.String()),
  changes: Type.Array(
    Type.Object({
      path: Type.String(),
      before: Type.Optional(Type.Unknown()),
      after: Type.Optional(Type.Unknown()),
    }),
    { description: 'What changed in the context' },
  ),
});
export type ReplayedStep = Static<typeof ReplayedStep>;

/** What an order was at one version, and how it came there. */
export const ReplayedOrder = Type.Object({
  version: Type.Integer(),
  machineVersion: Type.Integer(),
  value: Type.Unknown(),
  context: Type.Unknown(),
  done: Type.Boolean(),
  timers: Type.Record(Type.String(), Type.String({ format: 'date-time' })),
  steps: Type.Array(ReplayedStep),
  differences: Type.Array(
    Type.Object({ version: Type.Integer(), kind: Type.String(), message: Type.String() }),
    { description: 'Where the machine leads elsewhere now than was recorded; none is as it must be' },
  ),
});
export type ReplayedOrder = Static<typeof ReplayedOrder>;
