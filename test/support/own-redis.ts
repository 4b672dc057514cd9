import { join } from 'node:path';
import { Redis } from 'ioredis';
import { redisFolder } from './find-programs.ts';
import type { GuardedFolder } from './guarded-folder.ts';
import { freePort, type OwnServer, ownServer } from './own-server.ts';

/** A Redis of a test's own. */
export interface OwnRedis extends OwnServer {
  flush(): Promise<void>;
}

/** Chooses its port. It is not started yet. */
export const createOwnRedis = async (folder: GuardedFolder): Promise<OwnRedis> => {
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  const ask = async (command: 'PING' | 'FLUSHALL'): Promise<void> => {
    const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, commandTimeout: 2_000 });
    redis.on('error', () => {});
    try {
      await redis.connect();
      await redis.call(command);
    } finally {
      redis.disconnect();
    }
  };
  return {
    ...ownServer(folder, {
      name: 'redis',
      url,
      file: join(redisFolder(), 'redis-server'),
      arguments: ['--port', String(port), '--bind', '127.0.0.1', '--dir', folder.path, '--save', '3600 1'],
      stopSignal: 'SIGTERM',
      guardSignal: 'KILL',
      answers: () =>
        ask('PING').then(
          () => true,
          () => false,
        ),
    }),
    flush: () => ask('FLUSHALL'),
  };
};
