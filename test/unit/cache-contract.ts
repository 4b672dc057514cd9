import assert from 'node:assert/strict';
import { it } from 'node:test';
import type { Cache } from '../../runtime/cache/cache.ts';

/** What every cache must do. `cache` gives the one under test, ready and with no key of these tests in it. */
export const cacheContract = (cache: () => Cache): void => {
  it('knows nothing at first', async () => {
    assert.equal(await cache().get('nothing'), undefined);
  });

  it('gives back value and version', async () => {
    const value = { id: '1', lines: [1, 2], note: 'a:b\n😀', none: null };
    await cache().set('back', 3, value, 60);
    assert.deepEqual(await cache().get('back'), { version: 3, value });
  });

  it('keeps the newest version, whatever the order of arrival', async () => {
    await cache().set('order', 9, 'nine', 60);
    await cache().set('order', 10, 'ten', 60);
    await cache().set('order', 9, 'late nine', 60);
    assert.deepEqual(await cache().get('order'), { version: 10, value: 'ten' });
  });

  it('keeps the first value of a version', async () => {
    await cache().set('same', 1, 'first', 60);
    await cache().set('same', 1, 'second', 60);
    assert.deepEqual(await cache().get('same'), { version: 1, value: 'first' });
  });

  it('keeps the newest of many that write at once', async () => {
    const versions = Array.from({ length: 50 }, (_, index) => ((index * 37) % 50) + 1);
    await Promise.all(versions.map((version) => cache().set('race', version, { version }, 60)));
    assert.deepEqual(await cache().get('race'), { version: 50, value: { version: 50 } });
  });

  it('is not changed by what is done to a value that was put in or taken out', async () => {
    const value = { items: [1] };
    await cache().set('own', 1, value, 60);
    value.items.push(2);
    const taken = await cache().get('own');
    assert.deepEqual(taken?.value, { items: [1] });
  });
};
