import type { OrderView } from '../../contracts/http/order-http.ts';
import { entityId } from '../../contracts/ids.ts';
import type { OrderContextV1 } from '../../machines/order/order-context-v1.ts';
import type { OrderContextV2 } from '../../machines/order/order-context-v2.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import { topState } from '../../runtime/actor/step.ts';

/** What the order machine knows, in every version. */
export type OrderContext = OrderContextV1 | OrderContextV2;

/** An order as clients see it, rendered from the actor's own state, so that they read what they wrote. */
export const orderView = (state: ActorState<OrderContext>, settled: boolean): OrderView => {
  const { customerId, email, currency, total, lines, payment, stock, reason, note, problem } = state.context;
  return {
    id: entityId(state.streamId),
    status: topState(state),
    settled,
    version: state.version,
    machineVersion: state.machineVersion,
    customerId,
    email,
    currency,
    total,
    lines,
    ...('channel' in state.context && sinceV2(state.context)),
    payment: { status: kebab(payment) },
    reservation: { status: kebab(stock) },
    ...(reason === null ? {} : { reason }),
    ...(note === null ? {} : { note }),
    ...(problem === null ? {} : { problem }),
    placedAt: new Date(state.createdAt).toISOString(),
    updatedAt: new Date(state.updatedAt).toISOString(),
  };
};

const sinceV2 = ({ shippingAddress, channel, prepaid }: OrderContextV2) => ({
  ...(shippingAddress === null ? {} : { shippingAddress }),
  ...(channel === 'unknown' ? {} : { channel }),
  prepaid,
});

const kebab = (name: string): string => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
