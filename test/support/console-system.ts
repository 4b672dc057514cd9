import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openPostgres } from '../../runtime/store/database.ts';
import { type ConsoleBrowser, startConsoleBrowser } from './console-browser.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { createShop, type Shop } from './shop.ts';
import { createTestDatabase } from './test-database.ts';

/** The whole system in one process on PostgreSQL, and a browser that looks at its console. */
export interface ConsoleSystem {
  readonly shop: Shop;
  readonly browser: ConsoleBrowser;
  /** A connection pool that no service uses. */
  readonly database: Database;
  url(): string;
  stop(): Promise<void>;
  /** Starts it again, at the same address. */
  start(): Promise<void>;
  /** Stops everything and removes what it left. */
  end(): Promise<void>;
}

/** The token of the operator `ada`. */
export const operatorToken = 'adas-secret';

/** Starts it. */
export const startConsoleSystem = async (): Promise<ConsoleSystem> => {
  const own = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'orders-console-'));
  const variables = {
    DATABASE_URL: own.url,
    // Five services share a server with other tests: with 10 each they took half of its 100 connections.
    DATABASE_POOL_SIZE: '3',
    DATA_DIR: folder,
    OPERATOR_TOKENS: `ada:${operatorToken}`,
  };
  const database = openPostgres(own.url, 5, () => {});
  let running: ServiceProcess = await startService('all', variables);
  const url = () => running.url;
  const browser = await startConsoleBrowser(url);
  return {
    shop: createShop(url, url),
    browser,
    database,
    url,
    stop: async () => {
      await running.stop();
    },
    start: async () => {
      running = await startService('all', { ...variables, PORT: new URL(running.url).port });
    },
    end: async () => {
      await browser.close();
      await running.stop();
      await database.destroy();
      await own.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
