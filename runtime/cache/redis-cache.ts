import { once } from 'node:events';
import { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { Cache, Versioned } from './cache.ts';

/** A read waits no longer than this for Redis; PostgreSQL answers in a few milliseconds. */
const patienceMs = 50;
/** After an answer that did not come in time, Redis is left alone for this long, so that not every read waits. */
const restMs = 1000;

/** `<version>:<json>` under one key, written only if newer: two processes may render the same thing at once. */
const setIfNewer = `
local present = redis.call('GET', KEYS[1])
local version = present and tonumber(string.match(present, '^(%d+):'))
if version and version >= tonumber(ARGV[1]) then return 0 end
redis.call('SET', KEYS[1], ARGV[1] .. ':' .. ARGV[2], 'EX', ARGV[3])
return 1`;

/** A cache in Redis, its keys under `<namespace>:cache:`. Connects, and connects again, in the background. */
export const createRedisCache = (options: {
  readonly url: string;
  readonly namespace: string;
  readonly clock: Clock;
  readonly logger: Logger;
}): Cache => {
  const { clock, logger } = options;
  const redis = new Redis(options.url, {
    keyPrefix: `${options.namespace}:cache:`,
    // Without a connection a command fails at once, which is a miss.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: patienceMs,
    connectTimeout: 2000,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2000),
  });
  let away = false;
  redis.on('ready', () => {
    if (away) logger.info('the cache is back');
    away = false;
  });
  redis.on('error', (error: Error) => {
    if (!away) logger.warn({ err: error }, 'the cache is away: reads go to the database');
    away = true;
  });

  let restUntil = 0;
  const isReady = () => redis.status === 'ready' && clock.now() >= restUntil;
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | undefined> => {
    if (!isReady()) return undefined;
    try {
      return await work();
    } catch (error) {
      restUntil = clock.now() + restMs;
      logger.debug({ err: error }, 'the cache did not answer');
      return undefined;
    }
  };

  return {
    get: (key) => attempt(async () => parse(await redis.get(key))),
    set: async (key, version, value, ttlSeconds) => {
      await attempt(() => redis.eval(setIfNewer, 1, key, version, JSON.stringify(value), ttlSeconds));
    },
    isReady,
    close: async () => {
      if (redis.status === 'end') return;
      const ended = once(redis, 'end');
      redis.disconnect();
      await ended;
    },
  };
};

const parse = (text: string | null): Versioned | undefined => {
  const [, version, json] = /^(\d+):(.*)$/s.exec(text ?? '') ?? [];
  return version === undefined || json === undefined
    ? undefined
    : { version: Number(version), value: JSON.parse(json) };
};
