import assert from 'node:assert/strict';
import { inventoryService } from '../../actors/inventory/inventory-service.ts';
import type { Envelope } from '../../contracts/envelope.ts';
import { PriceProduct, ReceiveStock } from '../../contracts/inventory-messages.ts';
import { type Database, openPostgres } from '../../runtime/store/database.ts';
import { migratedPostgres } from './migrated-postgres.ts';
import { type RunningService, runService } from './running-service.ts';
import { waitFor } from './wait-for.ts';

/** Two inventory processes that share one PostgreSQL database and nothing else. */
export interface InventoryPair {
  readonly one: RunningService;
  readonly two: RunningService;
  /** A connection pool that neither of them uses. */
  readonly database: Database;
  /** Lists a SKU and receives pieces of it. */
  stock(sku: string, pieces: number): Promise<void>;
  /** What both have published of the events that `isWanted` picks; resolves when there are `count`. */
  published(count: number, isWanted: (event: Envelope) => boolean): Promise<readonly Envelope[]>;
  close(): Promise<void>;
}

/** A pool ends before its connections have gone; the removal of the database cuts those off, which is no fault. */
const ignoreCutConnection = (): void => {};

/** Starts both on a new database; `close` removes it. */
export const startInventoryPair = async (): Promise<InventoryPair> => {
  const own = await migratedPostgres();
  const open = () => openPostgres(own.url, 5, ignoreCutConnection);
  const database = open();
  const pools = [open(), open()];
  const [one, two] = await Promise.all(pools.map((pool) => runService(inventoryService(), pool)));
  assert.ok(one && two);
  return {
    one,
    two,
    database,
    stock: async (sku, pieces) => {
      await one.send(PriceProduct, { sku, name: sku, price: 100, currency: 'EUR' });
      await two.send(ReceiveStock, { sku, quantity: pieces });
    },
    published: (count, isWanted) =>
      waitFor(`${count} published events`, () => {
        const found = [...one.published, ...two.published].filter(isWanted);
        return found.length >= count && found;
      }),
    close: async () => {
      await one.close();
      await two.close();
      for (const pool of [...pools, database]) await pool.destroy();
      await own.drop();
    },
  };
};
