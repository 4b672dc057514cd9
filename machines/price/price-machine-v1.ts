import { assign, setup } from 'xstate';
import type * as inventory from '../../contracts/inventory-messages.ts';
import type { Fact } from '../../contracts/message-type.ts';

export interface PriceContextV1 {
  readonly sku: string;
  readonly name: string;
  /** Minor units. */
  readonly price: number;
  readonly currency: string;
  /** The version of the product's stream that this price comes from; 0 when there is none yet. */
  readonly sourceVersion: number;
}

/** The catalogue's price with the version of the product's stream that published it. */
export type PriceFactV1 = Fact<typeof inventory.ProductPriced> & { readonly sourceVersion: number };

/** The order service's copy of one SKU's price, version 1. Prices may arrive in any order: the latest stays. */
export const priceMachineV1 = setup({
  types: {} as {
    context: PriceContextV1;
    events: PriceFactV1;
    input: { readonly id: string };
  },
  actions: {
    recordPrice: assign(({ event: { name, price, currency, sourceVersion } }) => ({
      name,
      price,
      currency,
      sourceVersion,
    })),
  },
  guards: {
    isNewer: ({ context, event }) => event.sourceVersion > context.sourceVersion,
  },
}).createMachine({
  id: 'price',
  version: '1',
  description: 'What one SKU costs, as the catalogue last said.',
  context: ({ input }) => ({ sku: input.id, name: '', price: 0, currency: '', sourceVersion: 0 }),
  initial: 'unknown',
  states: {
    unknown: {
      description: 'The catalogue has not said anything yet.',
      on: { ProductPriced: { target: 'known', actions: 'recordPrice' } },
    },
    known: {
      description: 'An older price is recorded and changes nothing.',
      on: { ProductPriced: [{ guard: 'isNewer', actions: 'recordPrice' }, { target: 'known' }] },
    },
  },
});
