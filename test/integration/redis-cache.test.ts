// needs: redis
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { pino } from 'pino';
import type { Cache } from '../../runtime/cache/cache.ts';
import { createRedisCache } from '../../runtime/cache/redis-cache.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { servers } from '../support/servers.ts';
import { startTcpProxy } from '../support/tcp-proxy.ts';
import { cacheContract } from '../unit/cache-contract.ts';

const redisUrl = servers.redis.url.href;
const at = (port: number) => `redis://127.0.0.1:${port}`;
const logger = pino({ level: 'silent' });
const namespace = `test-${randomUUID()}`;
const openCache = (url = redisUrl, clock = systemClock) =>
  createRedisCache({ url, namespace, clock, logger });

const until = async (holds: () => boolean) => {
  const deadline = performance.now() + 10_000;
  while (!holds()) {
    assert.ok(performance.now() < deadline, `never became true: ${holds}`);
    await pause(5);
  }
};

/** Stands before the real Redis and can hold its answers back, as a server that hangs does. */
const openValve = async () => {
  const answering = new Set<Socket>();
  const listener = createServer((client) => {
    const upstream = connect(Number(servers.redis.url.port || 6379), servers.redis.url.hostname);
    answering.add(upstream);
    client.pipe(upstream).pipe(client);
    client.on('close', () => upstream.destroy());
  });
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const address = listener.address();
  assert.ok(address !== null && typeof address === 'object');
  return {
    port: address.port,
    shut: () => {
      for (const socket of answering) socket.pause();
    },
    open: () => {
      for (const socket of answering) socket.resume();
    },
    close: async () => {
      listener.close();
      await once(listener, 'close');
    },
  };
};

describe('the cache in Redis', () => {
  let cache: Cache;
  const direct = new Redis(redisUrl);
  before(async () => {
    cache = openCache();
    await until(() => cache.isReady());
  });
  after(async () => {
    await cache.close();
    const keys = await direct.keys(`${namespace}:*`);
    if (keys.length > 0) await direct.del(...keys);
    await direct.quit();
  });
  cacheContract(() => cache);

  it('puts its keys under the namespace, each with its time to live', async () => {
    await cache.set('lives', 1, 'x', 60);
    const ttl = await direct.ttl(`${namespace}:cache:lives`);
    assert.ok(ttl > 55 && ttl <= 60, String(ttl));
  });

  it('takes what it cannot read as a miss', async () => {
    await direct.set(`${namespace}:cache:foreign`, 'hello', 'EX', 60);
    assert.equal(await cache.get('foreign'), undefined);
    await direct.set(`${namespace}:cache:broken`, '1:{', 'EX', 60);
    assert.equal(await cache.get('broken'), undefined);
    await direct.lpush(`${namespace}:cache:list`, 'x');
    const other = openCache();
    await until(() => other.isReady());
    assert.equal(await other.get('list'), undefined);
    await other.close();
  });

  it('misses at once when Redis is not there, says so, and comes back with it', async () => {
    const proxy = await startTcpProxy(servers.redis.url.hostname, Number(servers.redis.url.port || 6379));
    const away = openCache(at(proxy.port));
    await until(() => away.isReady());
    await away.set('outage', 1, 'x', 60);
    proxy.cut();
    await until(() => !away.isReady());
    const begun = performance.now();
    for (let reads = 0; reads < 100; reads += 1) assert.equal(await away.get('outage'), undefined);
    await away.set('outage', 2, 'y', 60);
    assert.ok(performance.now() - begun < 2_500, 'a hundred reads that wait for the time limit take 5 s');
    proxy.restore();
    await until(() => away.isReady());
    assert.deepEqual(await away.get('outage'), { version: 1, value: 'x' });
    await away.close();
    await proxy.close();
  });

  it('waits briefly once for a Redis that hangs, and then not at all for a while', async () => {
    const valve = await openValve();
    const clock = createManualClock();
    const slow = openCache(at(valve.port), clock);
    await until(() => slow.isReady());
    await slow.set('slow', 1, 'x', 60);
    valve.shut();
    const begun = performance.now();
    for (let reads = 0; reads < 20; reads += 1) assert.equal(await slow.get('slow'), undefined);
    assert.ok(performance.now() - begun < 500, 'twenty reads wait for one time limit, not for twenty');
    assert.equal(slow.isReady(), false);
    valve.open();
    clock.advance(1000);
    assert.deepEqual(await slow.get('slow'), { version: 1, value: 'x' });
    await slow.close();
    await valve.close();
  });

  it('closes at once while Redis is not there, and twice without harm', async () => {
    const away = openCache('redis://127.0.0.1:1');
    assert.equal(await away.get('a'), undefined);
    await away.close();
    await away.close();
  });
});
