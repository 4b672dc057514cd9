import type { DataOf, Fact } from '../../contracts/message-type.ts';
import type { FulfilmentRequested, FulfilOrder } from '../../contracts/order-messages.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import { topState } from '../../runtime/actor/step.ts';
import { Rejected } from '../../runtime/errors.ts';

/** What fulfilling means is known to orders of version 1 alone: since then they are shipped and delivered. Pure. */
export const fulfilOrder = (
  { orderId }: DataOf<typeof FulfilOrder>,
  state: Pick<ActorState, 'machineVersion' | 'value'>,
): Fact<typeof FulfilmentRequested> | Rejected => {
  if (state.machineVersion === 1) return { type: 'FulfilmentRequested' };
  return new Rejected(
    'impossible',
    'order/shipped-not-fulfilled',
    `Order ${orderId} is of machine version ${state.machineVersion}: use POST /orders/${orderId}/ship (ShipOrder)`,
    { state: topState(state), use: 'ShipOrder' },
  );
};
