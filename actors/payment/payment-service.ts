import type { ServiceDefinition } from '../../runtime/service.ts';
import type { Gateway } from './gateway.ts';
import { paymentActor } from './payment-actor.ts';

/** The payment service: it alone talks to the gateway. What was charged is read from the payments themselves. */
export const paymentService = (gateway: Gateway): ServiceDefinition => ({
  name: 'payment',
  actors: [paymentActor(gateway)],
  projections: [],
});
