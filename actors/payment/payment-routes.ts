import Type from 'typebox';
import Value from 'typebox/value';
import { Payment, PaymentParams } from '../../contracts/http/payment-http.ts';
import { entityId } from '../../contracts/ids.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import { topState } from '../../runtime/actor/step.ts';
import { Rejected } from '../../runtime/errors.ts';
import type { HttpServer } from '../../runtime/http/http-server.ts';
import { etag } from '../../runtime/http/not-modified.ts';
import type { Service } from '../../runtime/service.ts';
import { paymentStream } from './payment-actor.ts';

const nullableText = Type.Union([Type.String(), Type.Null()]);
/** What is shown of a payment's context. The token is not: it stands for the customer's card. */
const Shown = Type.Object({
  amount: Type.Number(),
  currency: Type.String(),
  reference: nullableText,
  declineReason: nullableText,
});

const render = (state: ActorState): Payment => {
  const { amount, currency, reference, declineReason } = Value.Parse(Shown, state.context);
  return {
    orderId: entityId(state.streamId),
    status: topState(state),
    // Empty until an authorization was asked for; a capture or a void may come before it.
    ...(currency !== '' && { amount, currency }),
    ...(reference !== null && { reference }),
    ...(declineReason !== null && { declineReason }),
    version: state.version,
    updatedAt: new Date(state.updatedAt).toISOString(),
  };
};

/** `GET /payments/{orderId}`, from the payment's own row. */
export const addPaymentRoutes = (server: HttpServer, service: Service): void => {
  server.get(
    '/payments/:orderId',
    {
      schema: {
        tags: ['payments'],
        summary: 'What was charged for an order',
        params: PaymentParams,
        response: { 200: Payment },
      },
    },
    async (request, reply) => {
      const { orderId } = request.params;
      const state = await service.read(paymentStream(request.params));
      if (!state)
        throw new Rejected(
          'unknown',
          'payment/unknown',
          `There is no payment for the order ${orderId}: check its id, or wait until its stock is reserved.`,
          { orderId },
        );
      return reply.header('etag', etag(state.version)).send(render(state));
    },
  );
};
