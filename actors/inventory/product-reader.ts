import { Compile } from 'typebox/compile';
import { ProductView } from '../../contracts/http/inventory-http.ts';
import type { Cache } from '../../runtime/cache/cache.ts';
import type { Database } from '../../runtime/store/database.ts';
import { unknownProduct } from './product-actor.ts';
import { findProduct, type ProductAtRevision } from './stock-table.ts';

/** Reads products for clients. @throws Rejected `inventory/unknown-product` */
export interface ProductReader {
  /** At most a second old, and never older than what this process wrote. */
  read(sku: string): Promise<ProductAtRevision>;
  /** As it is now; later reads see nothing older. */
  readNow(sku: string): Promise<ProductAtRevision>;
}

/**
 * How long counts may lag behind the reservations. Not longer: a cache that did not take a write is not asked for
 * a second, and by then what it holds must be gone, or a client would not read what it wrote.
 */
const ttlSeconds = 1;

const compiled = Compile(ProductView);
/** Another release of this program may have written it. */
const isProduct = (value: unknown): value is ProductView => compiled.Check(value);

/** Products from the cache, and from the database when it has none. */
export const createProductReader = (database: Database, cache: Cache): ProductReader => {
  const keyOf = (sku: string) => `inventory/product/${sku}`;

  const readNow = async (sku: string): Promise<ProductAtRevision> => {
    const found = await findProduct(database, sku);
    if (!found) throw unknownProduct(sku);
    await cache.set(keyOf(sku), found.revision, found.product, ttlSeconds);
    return found;
  };

  return {
    readNow,
    read: async (sku) => {
      const cached = await cache.get(keyOf(sku));
      return cached && isProduct(cached.value)
        ? { product: cached.value, revision: cached.version }
        : readNow(sku);
    },
  };
};
