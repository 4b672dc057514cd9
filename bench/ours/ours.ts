import type { Contender } from '../contender.ts';
import { startFiveServices } from '../system/five-services.ts';
import { stockShop } from '../system/stock-shop.ts';
import { audit } from './audit.ts';
import { measureOurs } from './measure-ours.ts';

/** Our five services on the real servers. */
export const ours: Contender = {
  name: 'ours',
  start: async () => {
    const services = await startFiveServices();
    try {
      await stockShop(services);
      return {
        measure: await measureOurs(services),
        audit: (orders) =>
          audit(
            services.database,
            orders.map(({ id }) => id),
          ),
        stop: services.stop,
      };
    } catch (error) {
      await services.stop().catch(() => {});
      throw error;
    }
  },
};
