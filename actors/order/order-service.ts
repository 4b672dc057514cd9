import type { ServiceDefinition } from '../../runtime/service.ts';
import { orderActor } from './order-actor.ts';
import { orderSummaries } from './order-summaries.ts';
import { priceActor } from './price-actor.ts';

/** The order service. `acceptsToken` says whether the payment gateway can know a token. */
export const orderService = (acceptsToken: (token: string) => boolean): ServiceDefinition => ({
  name: 'order',
  actors: [orderActor(acceptsToken), priceActor],
  projections: [orderSummaries],
});
