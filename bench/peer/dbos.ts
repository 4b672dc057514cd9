import { join } from 'node:path';
import type { Contender } from '../contender.ts';
import { startLoggedProcess } from '../system/logged-process.ts';
import { peerPoolSize, startPeer } from './start-peer.ts';

/** The saga on DBOS: one process, PostgreSQL. */
export const dbos: Contender = {
  name: 'dbos',
  start: () =>
    startPeer(async ({ databaseUrl, folder }) => {
      const shop = await startLoggedProcess({
        name: 'dbos',
        arguments: ['--import', 'tsx', 'bench/peers/dbos-shop.ts'],
        variables: { DATABASE_URL: databaseUrl, POOL_SIZE: peerPoolSize },
        log: join(folder, 'dbos.log'),
      });
      return {
        target: {
          origin: shop.url,
          placePath: '/orders',
          cancelPath: '/orders/{id}/cancel',
          placed: [201],
          cancelled: [202],
          tooLate: [409],
        },
        processes: [shop],
      };
    }),
};
