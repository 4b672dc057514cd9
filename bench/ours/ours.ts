import type { Contender } from '../contender.ts';
import type { LoadTarget } from '../load/load-job.ts';
import { startLoadProcess } from '../load/start-load-process.ts';
import { type Measurable, measureSystem } from '../measure.ts';
import { readBatchFigures } from '../probes/batch-figures.ts';
import { findServers } from '../probes/server-processes.ts';
import { type FiveServices, startFiveServices } from '../system/five-services.ts';
import { stockShop } from '../system/stock-shop.ts';
import { audit } from './audit.ts';
import { untilRest } from './rest.ts';
import { settledOrders } from './settled-orders.ts';

const restWithinMs = 300_000;

/** Our five services on the real servers. */
export const ours: Contender = {
  name: 'ours',
  start: async () => {
    const services = await startFiveServices();
    const client = startLoadProcess();
    const stop = async (): Promise<void> => {
      await client.stop();
      await services.stop();
    };
    try {
      await stockShop(services.url('order'), services.url('inventory'));
      return {
        measure: measureSystem(await measurable(services), client),
        audit: (orders) =>
          audit(
            services.database,
            orders.map(({ id }) => id),
          ),
        stop,
      };
    } catch (error) {
      await stop().catch(() => {});
      throw error;
    }
  },
};

/** The five services as they are measured. */
export const measurable = async (services: FiveServices): Promise<Measurable> => ({
  database: services.database,
  servers: await findServers(services.database),
  target: () => oursAt(services.url('order')),
  processes: () => new Map([...services.processes].map(([service, { pid }]) => [service, pid])),
  settled: (since) => settledOrders(services.database, since),
  untilRest: () => untilRest(services, restWithinMs),
  batches: async () => {
    const urls = [...services.processes].map(([service, { url }]) => [service, url] as const);
    return new Map(
      await Promise.all(urls.map(async ([service, url]) => [service, await readBatchFigures(url)] as const)),
    );
  },
});

/** Where an order service of ours takes orders. */
export const oursAt = (origin: string): LoadTarget => ({
  origin,
  placePath: '/orders',
  cancelPath: '/orders/{id}/cancel',
  placed: [201],
  cancelled: [202],
  tooLate: [409],
});
