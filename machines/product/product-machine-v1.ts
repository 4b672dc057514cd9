import { assertEvent, setup } from 'xstate';
import type * as inventory from '../../contracts/inventory-messages.ts';
import type { Fact } from '../../contracts/message-type.ts';

export interface ProductContextV1 {
  readonly sku: string;
  readonly name: string;
  /** Minor units. */
  readonly price: number;
  readonly currency: string;
  /** Pieces received in all; what became of them is counted elsewhere. */
  readonly received: number;
}

export type ProductFactV1 = Fact<typeof inventory.ProductPriced> | Fact<typeof inventory.StockReceived>;

const product = setup({
  types: {} as {
    context: ProductContextV1;
    events: ProductFactV1;
    emitted: ProductFactV1;
    input: { readonly id: string };
  },
});
const { assign, emit } = product;

/** What the catalogue knows of one SKU, version 1: its name, its price, how much came in. */
export const productMachineV1 = product
  .extend({
    actions: {
      recordPrice: assign(({ event }) => {
        assertEvent(event, 'ProductPriced');
        const { name, price, currency } = event;
        return { name, price, currency };
      }),
      addReceived: assign(({ context, event }) => {
        assertEvent(event, 'StockReceived');
        return { received: context.received + event.quantity };
      }),
      publish: emit(({ event }) => event),
    },
  })
  .createMachine({
    id: 'product',
    version: '1',
    description: 'One SKU of the catalogue.',
    context: ({ input }) => ({ sku: input.id, name: '', price: 0, currency: '', received: 0 }),
    initial: 'unlisted',
    states: {
      unlisted: {
        description: 'It has no name and no price, so it can neither come in nor be sold.',
        on: { ProductPriced: { target: 'listed', actions: ['recordPrice', 'publish'] } },
      },
      listed: {
        description: 'It can be received and sold.',
        on: {
          ProductPriced: { actions: ['recordPrice', 'publish'] },
          StockReceived: { actions: ['addReceived', 'publish'] },
        },
      },
    },
  });
