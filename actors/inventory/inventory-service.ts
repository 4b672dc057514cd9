import type { ServiceDefinition } from '../../runtime/service.ts';
import { productActor } from './product-actor.ts';
import { reservationActor } from './reservation-actor.ts';

/** Products, stock and what is held of it for orders. */
export const inventoryService = (): ServiceDefinition => ({
  name: 'inventory',
  actors: [reservationActor, productActor],
  // Its tables are written in the commits themselves, so that a client reads what it wrote.
  projections: [],
});
