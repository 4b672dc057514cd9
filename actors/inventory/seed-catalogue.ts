import { messageId, streamId } from '../../contracts/ids.ts';
import { PriceProduct, ReceiveStock } from '../../contracts/inventory-messages.ts';
import type { DataOf, MessageType } from '../../contracts/message-type.ts';
import type { Service } from '../../runtime/service.ts';
import { newTraceparent } from '../../runtime/telemetry/trace-context.ts';

const demo: readonly DataOf<typeof PriceProduct>[] = [
  { sku: 'MUG', name: 'Coffee mug', price: 1_290, currency: 'EUR' },
  { sku: 'SHIRT', name: 'T-shirt', price: 2_490, currency: 'EUR' },
  { sku: 'POSTER', name: 'Poster, signed', price: 4_900, currency: 'EUR' },
];
const stock = 1_000;

/** Lists and stocks a small demo catalogue where there is none of it, through the same commands as everybody. */
export const seedCatalogue = async (inventory: Service): Promise<void> => {
  for (const product of demo) {
    const state = await inventory.read(streamId('product', product.sku));
    const { received = 0 }: { received?: number } = Object(state?.context);
    if (received > 0) continue;
    await submit(inventory, PriceProduct, product);
    await submit(inventory, ReceiveStock, { sku: product.sku, quantity: stock });
  }
};

const submit = async <Command extends MessageType>(
  inventory: Service,
  command: Command,
  data: DataOf<Command> & { readonly sku: string },
): Promise<void> => {
  const subject = streamId('product', data.sku);
  // The same id whenever it is tried: a start that was killed in the middle stocks nothing twice.
  const id = messageId(`seed/${command.type}/${data.sku}`);
  const outcome = await inventory.submit({
    message: {
      id,
      type: command.type,
      schemaVersion: command.schemaVersion,
      source: 'seed',
      subject,
      subjectVersion: 0,
      time: new Date(inventory.clock.now()).toISOString(),
      correlationId: subject,
      causationId: id,
      traceparent: newTraceparent(id),
      data,
    },
    recorded: true,
  });
  if (outcome.kind === 'rejected') throw outcome.error;
};
