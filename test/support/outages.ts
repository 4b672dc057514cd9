import assert from 'node:assert/strict';
import type { ServiceName } from '../../contracts/message-type.ts';
import { serviceNames } from './five-processes.ts';
import type { LightLoad } from './light-load.ts';
import { type OutageSystem, ordersOutbox } from './outage-system.ts';
import { takeConnections } from './taken-connections.ts';
import { waitFor } from './wait-for.ts';

/** Something that is taken away and given back. */
export interface Outage {
  readonly name: string;
  /** The readiness check that fails meanwhile, and where; undefined when the system goes on as if nothing was. */
  readonly fails?: { readonly check: 'database' | 'broker'; readonly services: readonly ServiceName[] };
  /** It kills the process that takes the orders, which then answers nobody for a while. */
  readonly kills?: boolean;
  begin(system: OutageSystem, load: LightLoad): Promise<void>;
  /** Looked at while it lasts. */
  meanwhile?(system: OutageSystem, load: LightLoad): Promise<void>;
  end(system: OutageSystem): Promise<void>;
}

const nothing = async (): Promise<void> => {};
const everywhere = (check: 'database' | 'broker') => ({ check, services: serviceNames });
let giveBack: () => Promise<void> = nothing;

/** The pages that are cached are read: they must be there without the cache. */
const readCached = async ({ processes }: OutageSystem): Promise<void> => {
  for (const url of [
    `${processes.url('inventory')}/products/OUTAGE`,
    `${processes.url('analytics')}/analytics/summary`,
  ]) {
    const began = performance.now();
    assert.equal((await fetch(url)).status, 200);
    const took = performance.now() - began;
    assert.ok(took < 3_000, `${url} took ${took} ms without the cache`);
  }
};

/** Every outage that the system must come through by itself. */
export const outages: readonly Outage[] = [
  {
    name: 'RabbitMQ is stopped until the outbox is full',
    fails: everywhere('broker'),
    begin: ({ servers }) => servers.rabbitmq.stopApp(),
    meanwhile: async (system, load) => {
      await waitFor('new orders to be refused', () => load.counts.has('outbox/full'), 60_000);
      // What is under way goes on: an order that was taken can be cancelled.
      const last = [...system.shop.placed.keys()].at(-1) ?? '';
      await system.shop.cancel(last);
    },
    end: ({ servers }) => servers.rabbitmq.startApp(),
  },
  {
    name: 'RabbitMQ closes all connections',
    begin: ({ servers }) => servers.rabbitmq.closeConnections(),
    end: nothing,
  },
  {
    name: 'RabbitMQ closes the channels because of an error',
    begin: ({ servers }) => servers.rabbitmq.closeChannels(),
    end: nothing,
  },
  {
    name: 'RabbitMQ is short of memory and blocks who publishes',
    fails: { check: 'broker', services: ['order'] },
    begin: ({ servers }) => servers.rabbitmq.memoryAlarm(true),
    end: ({ servers }) => servers.rabbitmq.memoryAlarm(false),
  },
  {
    name: 'PostgreSQL is stopped',
    fails: everywhere('database'),
    begin: ({ servers }) => servers.postgres.stop(),
    end: ({ servers }) => servers.postgres.start(),
  },
  {
    name: 'PostgreSQL is stopped while a service starts',
    begin: async ({ servers, processes }) => {
      await processes.kill('notification');
      const restarted = processes.restart('notification');
      await servers.postgres.stop();
      giveBack = () => restarted;
    },
    end: async ({ servers }) => {
      await servers.postgres.start();
      await giveBack();
    },
  },
  {
    name: 'PostgreSQL crashes while a service publishes what it had not',
    kills: true,
    begin: async (system) => {
      const { servers, processes } = system;
      await servers.rabbitmq.stopApp();
      await waitFor('an outbox that waits', async () => ((await ordersOutbox(system)) ?? 0) > 50, 60_000);
      await processes.kill('order');
      await servers.rabbitmq.startApp();
      giveBack = (() => {
        const restarted = processes.restart('order');
        return () => restarted;
      })();
      const waiting = (await ordersOutbox(system)) ?? 0;
      await waitFor('the outbox to be published', async () => ((await ordersOutbox(system)) ?? 0) < waiting);
      await servers.postgres.kill();
    },
    end: async ({ servers }) => {
      await servers.postgres.start();
      await giveBack();
    },
  },
  {
    name: 'PostgreSQL ends all connections',
    begin: async ({ servers }) => {
      assert.ok((await servers.postgres.endConnections()) > 5);
    },
    end: nothing,
  },
  {
    name: 'PostgreSQL has no connection left',
    fails: everywhere('database'),
    begin: async ({ servers }) => {
      giveBack = await takeConnections(servers.postgres.url);
    },
    end: () => giveBack(),
  },
  {
    name: 'Redis is stopped',
    begin: ({ servers }) => servers.redis.stop(),
    meanwhile: readCached,
    end: ({ servers }) => servers.redis.start(),
  },
  {
    name: 'Redis hangs',
    begin: async ({ servers }) => servers.redis.freeze(),
    meanwhile: readCached,
    end: async ({ servers }) => servers.redis.thaw(),
  },
];
