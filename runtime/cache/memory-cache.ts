import type { Clock } from '../clock.ts';
import type { Cache } from './cache.ts';

/** A cache in this process with at most `maximumEntries`; the one that was not read for longest goes first. */
export const createMemoryCache = (clock: Clock, maximumEntries = 10_000): Cache => {
  // A Map keeps the order of insertion: an entry that is read is put in again, the oldest stands first.
  const entries = new Map<string, { version: number; json: string; expires: number }>();
  const find = (key: string) => {
    const entry = entries.get(key);
    if (entry === undefined || entry.expires > clock.now()) return entry;
    entries.delete(key);
    return undefined;
  };
  return {
    get: async (key) => {
      const entry = find(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return { version: entry.version, value: JSON.parse(entry.json) };
    },
    set: async (key, version, value, ttlSeconds) => {
      const present = find(key);
      if (present !== undefined && present.version >= version) return;
      entries.delete(key);
      entries.set(key, { version, json: JSON.stringify(value), expires: clock.now() + ttlSeconds * 1000 });
      const [oldest] = entries.keys();
      if (entries.size > maximumEntries && oldest !== undefined) entries.delete(oldest);
    },
    isReady: () => true,
    close: async () => entries.clear(),
  };
};
