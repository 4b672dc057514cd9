import assert from 'node:assert/strict';
import { OrderPage } from '../../contracts/http/order-http.ts';
import type { CrashPoint } from '../../runtime/crash-points.ts';
import type { Database } from '../../runtime/store/database.ts';
import { checkOracle } from '../oracle/check-oracle.ts';
import { makeEmbeddedFolder } from './embedded-process.ts';
import { mailsRecorded } from './mails-recorded.ts';
import { arm, died, mortal, startToDie } from './mortal-process.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { createShop, readAs, type Shop } from './shop.ts';
import { waitFor } from './wait-for.ts';

/** The embedded system on a folder of its own, in one life after another. */
export interface MortalEmbedded {
  readonly shop: Shop;
  /** The same in each life. */
  readonly url: () => string;
  start(): Promise<void>;
  kill(): Promise<void>;
  /** A life that ends at `at`, perhaps before it is ready; `times`: the how manieth time it gets there. */
  startToDie(at: CrashPoint, times?: number): Promise<void>;
  /** The present life ends at `at`, which `ask` leads to. */
  dieWhile(at: CrashPoint, ask: () => Promise<unknown>): Promise<void>;
  /** Sets the clock of the next lives ahead. */
  setAhead(milliseconds: number): void;
  /** Opens the database for `work`. It must not run. */
  between(work: (database: Database) => Promise<void>): Promise<void>;
  /** Resolves, stopped, when everything is done and the oracle finds nothing wrong. */
  reachEndState(): Promise<void>;
  remove(): Promise<void>;
}

const patienceMs = 120_000;
const settledStates: readonly string[] = ['confirmed', 'cancelled'];

/** It is not started yet. */
export const makeMortalEmbedded = async (): Promise<MortalEmbedded> => {
  const folder = await makeEmbeddedFolder();
  let running: ServiceProcess | undefined;
  let port = '0';
  let aheadMs = 0;
  const now = (): ServiceProcess => {
    if (running) return running;
    throw new Error('It was never started');
  };
  const url = () => now().url;
  const shop = createShop(url, url);
  const variables = () => ({ ...mortal, DATA_DIR: folder.path, PORT: port, AHEAD_MS: String(aheadMs) });
  const start = async (): Promise<void> => {
    running = await startService('all', variables());
    // The same from now on, so that customers find it again.
    ({ port } = new URL(running.url));
  };
  const between = async (work: (database: Database) => Promise<void>): Promise<void> => {
    const database = await folder.openDatabase();
    await work(database).finally(() => database.destroy());
  };
  const areSettled = async (cursor = ''): Promise<boolean> => {
    const page = await readAs(OrderPage, await fetch(`${url()}/orders?limit=200${cursor}`));
    if (!page.orders.every(({ status }) => settledStates.includes(status))) return false;
    return page.next === undefined || areSettled(`&cursor=${encodeURIComponent(page.next)}`);
  };
  return {
    shop,
    url,
    start,
    between,
    kill: () => now().kill(),
    startToDie: (at, times) => startToDie('all', variables(), at, times),
    dieWhile: async (at, ask) => {
      await arm(now(), at);
      // Answered or not: what it asks for is what kills the process.
      const asked = ask().catch(() => {});
      await died(now(), at);
      await asked;
    },
    setAhead: (milliseconds) => {
      aheadMs = milliseconds;
    },
    reachEndState: async () => {
      await waitFor('all orders to be settled', () => areSettled(), patienceMs);
      // The last mails may still be on their way.
      await mailsRecorded(url(), shop.placed.keys());
      await waitFor(
        'the oracle to be content',
        async () => {
          assert.equal(await now().stop(), 0, now().output());
          let problems: string[] = [];
          await between(async (database) => {
            problems = await checkOracle(database, { placed: shop.placed.keys() });
          });
          if (problems.length === 0) return true;
          console.log(problems.slice(0, 10).join('\n'));
          await start();
          return false;
        },
        patienceMs,
      );
    },
    remove: async () => {
      await running?.kill();
      await folder.remove();
    },
  };
};
