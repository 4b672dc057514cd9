import { rm } from 'node:fs/promises';
import { outboxAge } from '../../runtime/store/outbox.ts';
import { serviceNames, startFiveProcesses } from './five-processes.ts';
import { type OwnServers, startOwnServers } from './own-servers.ts';
import { createShop } from './shop.ts';
import type { System } from './system.ts';

/** The five services on servers that can be taken away from them. */
export interface OutageSystem extends System {
  readonly servers: OwnServers;
  /** Stops all; resolves with the exit codes of the services. */
  stop(): Promise<Readonly<Record<string, number | null>>>;
  /** Ends all at once, whatever state it is in. */
  abandon(): Promise<void>;
}

/** Starts servers and services; `variables` go to every service. */
export const startOutageSystem = async (
  variables: Readonly<Record<string, string>>,
): Promise<OutageSystem> => {
  const servers = await startOwnServers();
  try {
    const { postgres, rabbitmq, redis } = servers;
    const on = { postgres: postgres.url, rabbitmq: rabbitmq.url, redis: redis.url };
    const processes = await startFiveProcesses({ on, more: variables });
    const shop = createShop(
      () => processes.url('order'),
      () => processes.url('inventory'),
    );
    const stop = async () => {
      const codes = await processes.stop();
      await servers.remove();
      return codes;
    };
    const abandon = async () => {
      await Promise.all(serviceNames.map((service) => processes.kill(service)));
      await servers.remove();
      await processes.smtp.close();
      await rm(processes.variables.DATA_DIR ?? '', { recursive: true, force: true });
    };
    return { processes, shop, servers, replayedUntil: 0, stop, abandon };
  } catch (error) {
    await servers.remove();
    throw error;
  }
};

/** What `/health/ready` of a service says: its status, and the checks that fail. */
export const readinessOf = async (url: string): Promise<{ status: number; failing: readonly string[] }> => {
  const response = await fetch(`${url}/health/ready`);
  const { checks }: { checks?: Record<string, boolean> } = Object(await response.json());
  const failing = Object.entries(checks ?? {}).filter(([, works]) => !works);
  return { status: response.status, failing: failing.map(([name]) => name) };
};

/** How many messages of orders wait to be published; undefined when the database does not say. */
export const ordersOutbox = async ({ processes }: System): Promise<number | undefined> =>
  outboxAge(processes.database, 'order').then(
    ({ waiting }) => waiting,
    () => undefined,
  );
