import Type from 'typebox';
import { Compile } from 'typebox/compile';
import {
  ConsoleServices,
  type LivePopulation,
  type LiveServices,
} from '../../contracts/http/console-http.ts';
import { Populations } from '../../contracts/http/population-http.ts';
import { Services } from '../../contracts/http/service-http.ts';
import type { Clock } from '../../runtime/clock.ts';
import { Rejected } from '../../runtime/errors.ts';
import { forward } from '../../runtime/http/forward.ts';
import type { HttpServer } from '../../runtime/http/http-server.ts';
import { createLiveValue, type LiveValue } from '../../runtime/http/live-value.ts';
import { mergeEvents } from '../../runtime/http/merge-events.ts';
import { addStaticSite } from '../../runtime/http/static-site.ts';
import type { Peers } from './peers.ts';

const tags = ['console'];
const through = '/console/services';
const servicesCheck = Compile(Services);
const populationsCheck = Compile(Populations);

/** What the console is served with. */
export interface ConsoleOptions {
  readonly clock: Clock;
  readonly peers: Peers;
  /** The figures of the business, live. */
  readonly summary: LiveValue;
  /** The folder of its built pages. */
  readonly pages: string;
}

/**
 * The console: its built pages, what they need to know of all services in one stream, and a way to the services of
 * other processes.
 */
export const addConsoleRoutes = (
  server: HttpServer,
  { clock, peers, summary, pages }: ConsoleOptions,
): void => {
  const onFault = (error: unknown) => server.log.warn({ err: error }, 'the services could not be asked');
  const services = createLiveValue(clock, 'services', () => readServices(peers, clock), onFault);
  const population = createLiveValue(clock, 'population', () => readPopulation(peers, clock), onFault);
  server.addHook('onClose', async () => {
    await Promise.all([services.stopped(), population.stopped()]);
  });

  server.get(
    '/console/services.json',
    {
      schema: {
        tags,
        summary: 'Under which path of this origin each service is reached',
        response: { 200: ConsoleServices },
      },
    },
    () =>
      Object.fromEntries(
        peers.names.map((name) => [name, peers.urlOf(name) === undefined ? '' : `${through}/${name}`]),
      ),
  );
  server.get(
    '/console/stream',
    {
      schema: {
        tags,
        summary: 'The whole system as server-sent events',
        description:
          'Events `summary`, `services` and `population`, each at once and whenever it changed, at most one a ' +
          'second. Each holds all of it, so that `Last-Event-ID` changes nothing.',
        produces: ['text/event-stream'],
        response: { 200: Type.String({ description: 'Events' }) },
      },
    },
    (_request, reply) => reply.sendEvents(mergeEvents([summary.events, services.events, population.events])),
  );
  for (const method of ['GET', 'POST', 'PUT'] as const)
    server.route<{ Params: { service: string; '*': string } }>({
      method,
      url: `${through}/:service/*`,
      schema: { hide: true },
      handler: (request, reply) => {
        const url = peers.urlOf(request.params.service);
        if (url === undefined)
          throw new Rejected('unknown', 'http/no-such-service', 'No other process is known under this name');
        // As it came, so that nothing is decoded and encoded on the way.
        const path = request.raw.url?.slice(`${through}/${request.params.service}`.length) ?? '/';
        forward(request, reply, new URL(`${new URL(url).origin}${path}`));
      },
    });
  addStaticSite(server, { path: '/console', folder: pages });
  server.get('/', { schema: { hide: true } }, (_request, reply) => reply.redirect('/console/'));
};

const readServices = async (peers: Peers, clock: Clock): Promise<LiveServices> => {
  const read = await peers.readAll('/services');
  return {
    at: new Date(clock.now()).toISOString(),
    services: read.flatMap(({ answer }) => (servicesCheck.Check(answer) ? answer : [])),
    unreachable: read.filter(({ answer }) => !servicesCheck.Check(answer)).flatMap((each) => each.services),
  };
};

const readPopulation = async (peers: Peers, clock: Clock): Promise<LivePopulation> => {
  const read = await peers.readAll('/machines/population');
  return {
    at: new Date(clock.now()).toISOString(),
    states: read.flatMap(({ answer }) => (populationsCheck.Check(answer) ? answer.states : [])),
  };
};
