import { type EmbeddedFolder, makeEmbeddedFolder } from './embedded-process.ts';
import { type ServiceProcess, startService } from './service-process.ts';
import { createShop, type Shop } from './shop.ts';

/** The embedded system and its customers, as the suites of an end-to-end test share them. */
export interface EmbeddedSystem {
  readonly folder: EmbeddedFolder;
  readonly shop: Shop;
  url(): string;
  stop(): Promise<void>;
  /** Starts it again where it was, with these variables. */
  start(variables?: Readonly<Record<string, string>>): Promise<void>;
  /** Stops it and removes what it left. */
  end(): Promise<void>;
}

/** Starts it in a folder of its own. */
export const startEmbeddedSystem = async (): Promise<EmbeddedSystem> => {
  const folder = await makeEmbeddedFolder();
  await folder.prepare();
  let running: ServiceProcess = await folder.start();
  const url = () => running.url;
  return {
    folder,
    shop: createShop(url, url),
    url,
    stop: async () => {
      await running.stop();
    },
    start: async (variables = {}) => {
      const { port } = new URL(running.url);
      running = await startService('all', { DATA_DIR: folder.path, PORT: port, ...variables });
    },
    end: async () => {
      await running.kill();
      await folder.remove();
    },
  };
};
