import { setup } from 'xstate';
import type { OrderContextV2, OrderEmittedV2, OrderFactV2 } from './order-context-v2.ts';

/** The types that the order's actions and its definition share. */
export const orderTypesV2 = setup({
  types: {} as {
    context: OrderContextV2;
    events: OrderFactV2;
    emitted: OrderEmittedV2;
    input: { readonly id: string };
    tags: 'settled' | 'awaitsPerson';
  },
});
