import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createMemoryCache } from '../../runtime/cache/memory-cache.ts';
import { systemClock } from '../../runtime/clock.ts';
import { createManualClock } from '../support/manual-clock.ts';
import { cacheContract } from './cache-contract.ts';

describe('the cache in memory', () => {
  const shared = createMemoryCache(systemClock);
  cacheContract(() => shared);

  it('forgets when the time is over', async () => {
    const clock = createManualClock();
    const cache = createMemoryCache(clock);
    await cache.set('a', 5, 'old', 60);
    clock.advance(59_999);
    assert.ok(await cache.get('a'));
    clock.advance(1);
    assert.equal(await cache.get('a'), undefined);
    await cache.set('a', 1, 'new', 60);
    assert.deepEqual(await cache.get('a'), { version: 1, value: 'new' });
  });

  it('holds so many entries and no more, and forgets the one that was not read for longest', async () => {
    const cache = createMemoryCache(systemClock, 2);
    await cache.set('a', 1, 'a', 60);
    await cache.set('b', 1, 'b', 60);
    await cache.get('a');
    await cache.set('c', 1, 'c', 60);
    assert.equal(await cache.get('b'), undefined);
    assert.ok((await cache.get('a')) && (await cache.get('c')));
  });
});
