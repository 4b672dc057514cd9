import { setTimeout as delay } from 'node:timers/promises';

const lookEveryMs = 10;

/**
 * Looks until `look` gives something other than undefined or false, and resolves with it. Throws after `timeoutMs`
 * (default 15 s), naming what was awaited.
 */
export const waitFor = async <Found>(
  what: string,
  look: () => Promise<Found | undefined | false> | Found | undefined | false,
  timeoutMs = 15_000,
): Promise<Found> => {
  const giveUpAt = performance.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    if (performance.now() > giveUpAt) throw new Error(`Waited ${timeoutMs} ms in vain for ${what}`);
    await delay(lookEveryMs);
  }
};
