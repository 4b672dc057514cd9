import { streamId } from '../../contracts/ids.ts';
import { ProductPriced } from '../../contracts/inventory-messages.ts';
import { type PriceContextV1, priceMachineV1 } from '../../machines/price/price-machine-v1.ts';
import { type ActorDefinition, onEvent } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { pricesWrite } from './prices.ts';

/** The order service's copy of one price, fed by the catalogue. */
export const priceActor: ActorDefinition<PriceContextV1, unknown> = {
  category: 'price',
  machines: [durableMachine(priceMachineV1)],
  write: pricesWrite,
  reactions: [
    onEvent(ProductPriced, {
      creates: true,
      subject: ({ sku }) => streamId('price', sku),
      fact: (data, message) => ({ type: 'ProductPriced', ...data, sourceVersion: message.subjectVersion }),
    }),
  ],
};
