import type { FastifyInstance } from 'fastify';
import { Transient } from '../../runtime/errors.ts';

/** The processes of the system, as this one reads them. */
export interface Peers {
  /** Every service, in one order. */
  readonly names: readonly string[];
  /** Where another process is that runs this service; undefined: it is this one. */
  urlOf(service: string): string | undefined;
  /** One GET of each process: its JSON, and for which services it stands. A process that does not answer has none. */
  readAll(
    path: string,
  ): Promise<readonly { readonly services: readonly string[]; readonly answer?: unknown }[]>;
}

const patienceMs = 2_000;

/** `urls`: the services of other processes; those of this one are `local` and are asked without a network. */
export const createPeers = (
  server: Pick<FastifyInstance, 'inject'>,
  local: readonly string[],
  urls: ReadonlyMap<string, string>,
): Peers => {
  const others = [...urls].filter(([name]) => !local.includes(name));
  const here = async (path: string): Promise<unknown> => (await server.inject(path)).json();
  const there = async (url: string, path: string): Promise<unknown> => {
    const answer = await fetch(new URL(path, url), { signal: AbortSignal.timeout(patienceMs) });
    if (!answer.ok) throw new Transient('http/service-unreachable', `${url} answers ${answer.status}`);
    return answer.json();
  };
  return {
    names: [...new Set([...urls.keys(), ...local])],
    urlOf: (service) => others.find(([name]) => name === service)?.[1],
    readAll: (path) =>
      Promise.all([
        here(path).then((answer) => ({ services: local, answer })),
        ...others.map(async ([name, url]) => {
          const answer = await there(url, path).catch(() => undefined);
          return { services: [name], ...(answer !== undefined && { answer }) };
        }),
      ]),
  };
};
