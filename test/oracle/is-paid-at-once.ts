import type { OrderContext } from '../../actors/order/order-view.ts';

/** Whether the money of an order is taken when it is confirmed: a prepaid one, and each of machine version 1. */
export const isPaidAtOnce = (context: OrderContext): boolean => !('prepaid' in context) || context.prepaid;
