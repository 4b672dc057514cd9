import type { FastifyRequest } from 'fastify';
import type { Static } from 'typebox';
import { Compile } from 'typebox/compile';
import { OrderView, type PlaceOrderBody } from '../../contracts/http/order-http.ts';
import type { DataOf } from '../../contracts/message-type.ts';
import {
  type CancelOrder,
  type ConfirmDelivery,
  type FulfilOrder,
  PlaceOrder,
  type ResumeOrder,
  type ReturnOrder,
  type ShipOrder,
} from '../../contracts/order-messages.ts';
import { waitForState } from '../../runtime/actor/wait-for-state.ts';
import { idempotencyKey } from '../../runtime/http/idempotency-key.ts';
import { submitCommand } from '../../runtime/http/submit-command.ts';
import type { Service } from '../../runtime/service.ts';
import { orderStream } from './order-actor.ts';
import { newOrderId, orderIdOf } from './order-id.ts';
import type { orderReads } from './order-reads.ts';

const isOrderView = Compile(OrderView);

type OrderCommand =
  | typeof CancelOrder
  | typeof FulfilOrder
  | typeof ShipOrder
  | typeof ConfirmDelivery
  | typeof ReturnOrder
  | typeof ResumeOrder;

/** The commands that HTTP takes for orders. `waitSeconds` above 0 holds the answer back until the order is settled. */
export const orderCommands = (service: Service, reads: ReturnType<typeof orderReads>) => {
  const answerWhenSettled = async (
    request: FastifyRequest,
    answer: unknown,
    orderId: string,
    waitSeconds: number,
  ): Promise<OrderView> => {
    // An answer that was kept is JSON from the inbox.
    if (waitSeconds === 0 && isOrderView.Check(answer)) return answer;
    const state = await waitForState(
      service,
      orderStream(orderId),
      reads.isSettled,
      waitSeconds * 1000,
      request.gone,
    );
    return state ? reads.view(state) : reads.view(await reads.existing(orderId));
  };

  return {
    place: async (
      request: FastifyRequest,
      body: Static<typeof PlaceOrderBody>,
      waitSeconds: number,
    ): Promise<OrderView> => {
      const key = idempotencyKey(request);
      const orderId = key === undefined ? newOrderId(service.clock.now()) : orderIdOf(key);
      const data = { orderId, ...body };
      const subject = orderStream(orderId);
      const answer = await submitCommand(
        service,
        { request, command: PlaceOrder, data, subject },
        reads.view,
      );
      return answerWhenSettled(request, answer, orderId, waitSeconds);
    },
    command: async <Command extends OrderCommand>(
      request: FastifyRequest,
      command: Command,
      data: DataOf<Command>,
      waitSeconds: number,
    ): Promise<OrderView> => {
      const subject = orderStream(data.orderId);
      const answer = await submitCommand(service, { request, command, data, subject }, reads.view);
      return answerWhenSettled(request, answer, data.orderId, waitSeconds);
    },
  };
};
