import { setup } from 'xstate';
import type { OrderContextV1, OrderEmittedV1, OrderFactV1 } from './order-context-v1.ts';

/** The types that the order's actions and its definition share. */
export const orderTypesV1 = setup({
  types: {} as {
    context: OrderContextV1;
    events: OrderFactV1;
    emitted: OrderEmittedV1;
    input: { readonly id: string };
    tags: 'settled' | 'awaitsPerson';
  },
});
