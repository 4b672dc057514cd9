import type { Envelope } from '../../contracts/envelope.ts';
import { ReserveStock } from '../../contracts/inventory-messages.ts';
import type { DataOf } from '../../contracts/message-type.ts';
import type { Reference } from '../../runtime/actor/definition.ts';
import { availablePieces } from './stock-table.ts';

/** SKU → pieces that can be reserved; a SKU that is missing is not listed. */
export type AvailableStock = ReadonlyMap<string, number>;

// The consumer and the routes check the data of every message against the schema of its type.
const isReserveStock = (message: Envelope): message is Envelope<DataOf<typeof ReserveStock>> =>
  message.type === ReserveStock.type;

/** The stock that the reservations of a batch are decided on: one query. The commit checks it again, under a lock. */
export const availableStock: Reference<AvailableStock> = {
  wants: isReserveStock,
  load: async (database, messages) => {
    const lines = messages.filter(isReserveStock).flatMap((message) => message.data.lines);
    const available = await availablePieces(database, [...new Set(lines.map((line) => line.sku))]);
    return () => available;
  },
};
