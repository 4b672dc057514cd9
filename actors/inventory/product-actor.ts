import { type StreamId, streamId } from '../../contracts/ids.ts';
import {
  PriceProduct,
  ProductPriced,
  ReceiveStock,
  StockReceived,
} from '../../contracts/inventory-messages.ts';
import type { DataOf, Fact } from '../../contracts/message-type.ts';
import { type ProductContextV1, productMachineV1 } from '../../machines/product/product-machine-v1.ts';
import type { ActorState } from '../../runtime/actor/actor-state.ts';
import { type ActorDefinition, onCommand } from '../../runtime/actor/definition.ts';
import { durableMachine } from '../../runtime/actor/durable-machine.ts';
import { Rejected } from '../../runtime/errors.ts';
import { stockWrite } from './stock-write.ts';

/** The stream of one SKU of the catalogue. */
export const productStream = (sku: string): StreamId => streamId('product', sku);

/** What a caller is told about a SKU that nobody has listed. */
export const unknownProduct = (sku: string): Rejected =>
  new Rejected('unknown', 'inventory/unknown-product', `There is no product ${sku}; list it first`, { sku });

/** Goods can come in for a listed product, as long as a double holds the total exactly. */
export const decideReceipt = (
  { sku, quantity }: DataOf<typeof ReceiveStock>,
  { value, context }: Pick<ActorState<ProductContextV1>, 'value' | 'context'>,
): Fact<typeof StockReceived> | Rejected => {
  if (value === 'unlisted') return unknownProduct(sku);
  const room = Number.MAX_SAFE_INTEGER - context.received;
  if (quantity <= room) return { type: 'StockReceived', sku, quantity };
  return new Rejected(
    'invalid',
    'inventory/stock-too-large',
    `All that ever came in of ${sku} may add up to ${Number.MAX_SAFE_INTEGER}; receive at most ${room}`,
    { sku, received: context.received, room },
  );
};

/** One SKU of the catalogue: its name, its price, how much came in. */
export const productActor: ActorDefinition<ProductContextV1, unknown> = {
  category: 'product',
  machines: [durableMachine(productMachineV1)],
  reactions: [
    onCommand(PriceProduct, {
      creates: true,
      leadsTo: [ProductPriced],
      subject: ({ sku }) => productStream(sku),
      decide: (product) => ({ type: 'ProductPriced', ...product }),
    }),
    onCommand(ReceiveStock, {
      // Only so that it is told apart by its own code: it is refused there.
      creates: true,
      leadsTo: [StockReceived],
      subject: ({ sku }) => productStream(sku),
      decide: decideReceipt,
    }),
  ],
  write: stockWrite,
};
