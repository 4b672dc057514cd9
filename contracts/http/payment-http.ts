import Type, { type Static } from 'typebox';
import { Amount, Currency, OrderId } from '../values.ts';

/** What `GET /payments/{orderId}` is asked with. */
export const PaymentParams = Type.Object({ orderId: OrderId });

/** What was charged for an order. */
export const Payment = Type.Object(
  {
    orderId: OrderId,
    status: Type.String({
      description:
        'authorizing, authorized, declined, capturing, captured, voiding, voided, refunding, refunded; ' +
        'authorization-unclear, capture-unclear, void-unclear, refund-unclear while the gateway owes an answer; ' +
        'unknown when nothing was authorized',
    }),
    amount: Type.Optional(Amount),
    currency: Type.Optional(Currency),
    reference: Type.Optional(Type.String({ description: 'What the gateway calls the charge' })),
    declineReason: Type.Optional(Type.String({ description: 'Why the gateway declined' })),
    version: Type.Integer({ minimum: 1, description: 'Grows with every change' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { description: 'The payment of one order' },
);
export type Payment = Static<typeof Payment>;
