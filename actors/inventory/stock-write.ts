import type { StreamId } from '../../contracts/ids.ts';
import type { ActorChange, CommitWrite } from '../../runtime/actor/definition.ts';
import { levelsChanged } from './levels-changed.ts';
import { type StockContext, type StockDelta, stockDeltas, sumDeltas } from './stock-delta.ts';
import { addDeltas, type Listing, lockAvailable, writeListings } from './stock-table.ts';

/**
 * The stock arithmetic, in the transaction of the steps that it belongs to. Reservations and products share this
 * one write, so that a batch of both locks its rows in one go and in one order.
 */
export const stockWrite: CommitWrite<StockContext> = {
  lock: async (transaction, changes) => {
    const touched = new Set([
      ...changes.flatMap(stockDeltas).map((delta) => delta.sku),
      ...changes.flatMap(listing).map(({ sku }) => sku),
    ]);
    if (touched.size === 0) return new Set();
    return withoutStock(changes, await lockAvailable(transaction, [...touched]));
  },

  apply: async (transaction, changes) => {
    const listings = changes.flatMap(listing);
    if (listings.length > 0) await writeListings(transaction, listings);
    const deltas = sumDeltas(changes.flatMap(stockDeltas)).filter(changesCounts);
    if (deltas.length === 0) return [];
    return levelsChanged(await addDeltas(transaction, deltas));
  },
};

/**
 * The streams that want more than is left, in order of arrival. Pieces that the same batch brings in or gives back
 * are not counted: the step that does so may yet lose to another process, and its pieces would be sold twice.
 */
const withoutStock = (
  changes: readonly ActorChange<StockContext>[],
  available: Map<string, number>,
): ReadonlySet<StreamId> => {
  const short = new Set<StreamId>();
  for (const change of changes) {
    const taken = stockDeltas(change).filter((delta) => delta.available < 0);
    const left = ({ sku, available: delta }: StockDelta) => (available.get(sku) ?? 0) + delta;
    if (taken.some((delta) => left(delta) < 0)) short.add(change.after.streamId);
    else for (const delta of taken) available.set(delta.sku, left(delta));
  }
  return short;
};

/** What the catalogue says of a product, if the batch changed it. */
const listing = ({ before, after }: ActorChange<StockContext>): Listing[] => {
  if (!('name' in after.context)) return [];
  const { sku, name, price, currency } = after.context;
  const was = before.context;
  const same = 'name' in was && was.name === name && was.price === price && was.currency === currency;
  return same ? [] : [{ sku, name, price, currency }];
};

const changesCounts = ({ received, available, reserved, shipped }: StockDelta): boolean =>
  received !== 0 || available !== 0 || reserved !== 0 || shipped !== 0;
