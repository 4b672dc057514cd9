import { type Client, createClient } from './client.ts';
import { Failure, usage } from './failure.ts';

/** How a command reaches the system. */
export interface Connection {
  readonly url: readonly string[];
  readonly token?: string;
}

/** At least one. */
export type Clients = readonly [Client, ...Client[]];

const allInOne = 'http://127.0.0.1:3000';
const separate = [3001, 3002, 3003, 3004, 3005].map((port) => `http://127.0.0.1:${port}`);
const probeWithinMs = 2_000;

/**
 * The processes to speak to: those that were named, else the one that runs everything, else those of the five that
 * answer. `warn` is told which of the five do not.
 */
export const findServices = async (
  connection: Connection,
  environment: NodeJS.ProcessEnv,
  warn: (line: string) => void,
): Promise<Clients> => {
  const token = connection.token ?? (environment.OPERATOR_TOKEN || undefined);
  const named = connection.url.length > 0 ? connection.url : fromEnvironment(environment.ORDERS_URL);
  for (const url of named)
    if (!/^https?:\/\//.test(url) || !URL.canParse(url))
      throw usage(`${url} is no URL; give one such as ${allInOne}`);
  const connect = (url: string) => createClient(url, token);
  const [firstNamed, ...othersNamed] = named.map(connect);
  if (firstNamed) return [firstNamed, ...othersNamed];
  if (await isAlive(allInOne)) return [connect(allInOne)];
  const alive = await Promise.all(separate.map(isAlive));
  const [first, ...others] = separate.filter((_, index) => alive[index]).map(connect);
  if (!first)
    throw new Failure(
      `Nothing answers at ${allInOne}, nor at the ports 3001 to 3005. Start it with npm start, or give --url.`,
    );
  for (const [index, url] of separate.entries())
    if (!alive[index]) warn(`${url} does not answer: what it holds is left out.`);
  return [first, ...others];
};

const fromEnvironment = (urls = ''): string[] =>
  urls
    .split(',')
    .map((url) => url.trim())
    .filter((url) => url !== '');

const isAlive = async (url: string): Promise<boolean> => {
  try {
    const answer = await fetch(`${url}/health/live`, { signal: AbortSignal.timeout(probeWithinMs) });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
};
