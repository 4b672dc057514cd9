import { findChromium } from './chromium.ts';
import { addressOf, isReachable, type ServerName, servers } from './servers.ts';

/** What a test file can ask for in its first line: `// needs: postgres chromium`. */
export type Need = ServerName | 'chromium';

const isServer = (need: string): need is ServerName => Object.hasOwn(servers, need);

/** Everything that can be asked for. */
export const needs: readonly Need[] = [...Object.keys(servers).filter(isServer), 'chromium'];

/** Whether a word names one of them. */
export const isNeed = (word: string): word is Need => needs.some((need) => need === word);

/** Whether it is to be had: a server that answers in its own protocol, a browser that is installed. */
export const isThere = async (need: Need): Promise<boolean> =>
  isServer(need) ? isReachable(need) : findChromium() !== undefined;

/** Where it was looked for, for messages. */
export const whereOf = (need: Need): string =>
  isServer(need) ? `${need} at ${addressOf(need)}` : `${need} in PATH`;
