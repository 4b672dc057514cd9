import type { StateValue } from 'xstate';
import type { OrderContextV1 } from './order-context-v1.ts';
import { noAttemptsV2, type OrderContextV2, unplacedOrderV2 } from './order-context-v2.ts';

/** An order between two facts, as version 1 keeps it. */
export interface OrderStateV1 {
  readonly value: StateValue;
  readonly context: OrderContextV1;
}

/** Where it goes on in version 2, or why it stays in version 1. */
export type OrderMigrationV1ToV2 =
  | { readonly kind: 'moves'; readonly value: StateValue; readonly context: OrderContextV2 }
  | { readonly kind: 'stays'; readonly reason: string };

/**
 * Where an order of version 1 goes on in version 2. Pure. Version 1 took the money of every order before it was
 * confirmed, so all of them are prepaid ones: what was captured is not captured again, a cancellation refunds it. The
 * names of delays mean the same in both, so a timer keeps its deadline. An order that has ended stays where it is:
 * nothing is left to be decided, and a shipped one would ask for a parcel that nobody follows.
 */
export const migrateOrderV1ToV2 = ({ value, context }: OrderStateV1): OrderMigrationV1ToV2 => {
  if (value === 'cancelled' || value === 'fulfilled') return { kind: 'stays', reason: `it is ${value}` };
  if (value === 'placing') return { kind: 'moves', value, context: unplacedOrderV2(context.orderId) };
  return {
    kind: 'moves',
    value: value === 'fulfilling' ? 'shippingStock' : value,
    context: migrated(context),
  };
};

const migrated = ({ pursuing, attempts, ...same }: OrderContextV1): OrderContextV2 => ({
  ...same,
  shippingAddress: null,
  channel: 'unknown',
  prepaid: true,
  pursuing: pursuing === 'fulfilment' ? 'shipment' : pursuing,
  attempts: { ...noAttemptsV2, ...attempts },
});
