import { streamId } from '../../contracts/ids.ts';
import type { Fact } from '../../contracts/message-type.ts';
import {
  AuthorizationRequested,
  AuthorizePayment,
  CapturePayment,
  CaptureRequested,
  RefundPayment,
  RefundRequested,
  VoidPayment,
  VoidRequested,
} from '../../contracts/payment-messages.ts';
import { paymentMachineV1 } from '../../machines/payment/payment-machine-v1.ts';
import { type ActorDefinition, onCommand } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import type { Gateway } from './gateway.ts';
import { paymentActivities } from './payment-activities.ts';

/** The stream of the payment of an order. */
export const paymentStream = ({ orderId }: { readonly orderId: string }) => streamId('payment', orderId);

/** A request about money that was authorized, or will be: the machine knows what it means in each state. */
const followUp = (
  command: typeof CapturePayment | typeof VoidPayment | typeof RefundPayment,
  fact: typeof CaptureRequested | typeof VoidRequested | typeof RefundRequested,
) =>
  onCommand(command, {
    creates: true,
    leadsTo: [fact],
    subject: paymentStream,
    decide: () => ({ type: fact.type }),
  });

/**
 * The payment of one order, `payment-<orderId>`. Every command may be the first: messages overtake each other, and
 * the machine answers each of them in every state, so that no order waits for ever.
 */
export const paymentActor = (gateway: Gateway): ActorDefinition<unknown, unknown> => ({
  category: 'payment',
  machines: [durableMachine(paymentMachineV1, { PaymentAuthorized: 1 })],
  reactions: [
    onCommand(AuthorizePayment, {
      creates: true,
      leadsTo: [AuthorizationRequested],
      subject: paymentStream,
      decide: ({ amount, currency, token }): Fact<typeof AuthorizationRequested> => ({
        type: 'AuthorizationRequested',
        amount,
        currency,
        token,
      }),
    }),
    followUp(CapturePayment, CaptureRequested),
    followUp(VoidPayment, VoidRequested),
    followUp(RefundPayment, RefundRequested),
  ],
  activities: paymentActivities(gateway),
});
