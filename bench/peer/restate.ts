import { createRequire } from 'node:module';
import { join } from 'node:path';
import { freePort } from '../../test/support/own-server.ts';
import type { Contender } from '../contender.ts';
import { type LoggedProcess, printedAddress, startLoggedProcess } from '../system/logged-process.ts';
import { type PeerSurroundings, peerPoolSize, startPeer } from './start-peer.ts';

/** The saga on Restate: its server, and one process that the server calls. */
export const restate: Contender = {
  name: 'restate',
  start: () =>
    startPeer(async (surroundings) => {
      const admin = `http://127.0.0.1:${await freePort()}`;
      const server = await startServer(surroundings, admin);
      const shop = await startShop(surroundings).catch(async (error: unknown) => {
        await server.stop();
        throw error;
      });
      const answer = await fetch(`${admin}/deployments`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ uri: shop.url }),
      });
      if (!answer.ok)
        throw new Error(`Restate does not take the shop: ${answer.status} ${await answer.text()}`);
      return {
        target: {
          origin: server.url,
          placePath: '/Shop/{id}/run/send',
          cancelPath: '/Shop/{id}/cancel',
          placed: [200, 202],
          cancelled: [200],
          tooLate: [409],
        },
        processes: [server, shop],
      };
    }),
};

const startShop = ({ databaseUrl, folder }: PeerSurroundings): Promise<LoggedProcess> =>
  startLoggedProcess({
    name: 'restate-shop',
    arguments: ['--import', 'tsx', 'bench/peers/restate-shop.ts'],
    variables: { DATABASE_URL: databaseUrl, POOL_SIZE: peerPoolSize },
    log: join(folder, 'restate-shop.log'),
    // It speaks HTTP/2 with the server only: the server asks it when it is told of it.
    ready: async (output) => printedAddress(output),
  });

const startServer = async ({ folder, guard }: PeerSurroundings, admin: string): Promise<LoggedProcess> => {
  const ingress = `http://127.0.0.1:${await freePort()}`;
  const server = await startLoggedProcess({
    name: 'restate-server',
    file: serverProgram(),
    arguments: ['--no-logo', '--listen-mode', 'tcp', '--base-dir', join(folder, 'restate')],
    variables: {
      RESTATE_BIND_ADDRESS: `127.0.0.1:${await freePort()}`,
      RESTATE_ADMIN__BIND_ADDRESS: new URL(admin).host,
      RESTATE_INGRESS__BIND_ADDRESS: new URL(ingress).host,
      RESTATE_DISABLE_TELEMETRY: 'true',
      RESTATE_ADMIN__DISABLE_WEB_UI: 'true',
      RESTATE_LOG_FILTER: 'error',
    },
    log: join(folder, 'restate-server.log'),
    ready: async () => {
      const asked = [`${admin}/health`, `${ingress}/restate/health`];
      const answers = await Promise.all(asked.map((url) => fetch(url).catch(() => ({ ok: false }))));
      return answers.every(({ ok }) => ok) && ingress;
    },
  });
  guard(server.pid);
  return server;
};

/** The binary itself: the package's launcher would be a process in between that passes no signal on. */
const serverProgram = (): string => {
  const require = createRequire(new URL('../peers/package.json', import.meta.url));
  const platform = `@restatedev/restate-server-${process.platform}-${process.arch}`;
  return require.resolve(`${platform}/bin/restate-server`);
};
