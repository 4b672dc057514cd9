import type { AnyStateMachine } from 'xstate';
import type { OrderContextV1 } from '../../machines/order/order-context-v1.ts';
import type { AttemptV2, OrderContextV2 } from '../../machines/order/order-context-v2.ts';
import { orderMachineV1 } from '../../machines/order/order-machine-v1.ts';
import { orderMachineV2 } from '../../machines/order/order-machine-v2.ts';

const twice =
  (what: keyof OrderContextV1['attempts']) =>
  ({ context }: { readonly context: OrderContextV1 }) =>
    context.attempts[what] < 2;
/** Two attempts instead of eight: the same ways, a tenth of the states. */
export const impatientOrder: AnyStateMachine = orderMachineV1.provide({
  guards: {
    mayReleaseAgain: twice('release'),
    mayVoidAgain: twice('void'),
    mayRefundAgain: twice('refund'),
    mayShipAgain: twice('shipment'),
  },
});

const twiceV2 =
  (what: AttemptV2) =>
  ({ context }: { readonly context: OrderContextV2 }) =>
    context.attempts[what] < 2;
/** The same of version 2. */
export const impatientOrderV2: AnyStateMachine = orderMachineV2.provide({
  guards: {
    mayReleaseAgain: twiceV2('release'),
    mayVoidAgain: twiceV2('void'),
    mayRefundAgain: twiceV2('refund'),
    mayCaptureAgain: twiceV2('capture'),
    mayShipAgain: twiceV2('shipment'),
    mayRestockAgain: twiceV2('restock'),
  },
});
