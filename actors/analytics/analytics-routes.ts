import Type from 'typebox';
import { AnalyticsSummary } from '../../contracts/http/analytics-http.ts';
import type { Cache } from '../../runtime/cache/cache.ts';
import type { HttpServer } from '../../runtime/http/http-server.ts';
import { createLiveValue, type LiveValue } from '../../runtime/http/live-value.ts';
import { Problem } from '../../runtime/http/problem.ts';
import type { Service } from '../../runtime/service.ts';
import { createCurrentSummary } from './current-summary.ts';

const tags = ['analytics'];

/** `GET /analytics/summary` and `GET /analytics/stream`. Returns the figures, live. */
export const addAnalyticsRoutes = (
  server: HttpServer,
  service: Pick<Service, 'database' | 'clock'>,
  cache: Cache,
): LiveValue => {
  const current = createCurrentSummary(service, cache);
  const live = createLiveValue(service.clock, 'summary', current.read, (error) =>
    server.log.warn({ err: error }, 'the figures could not be read'),
  );
  server.addHook('onClose', () => live.stopped());

  server.get(
    '/analytics/summary',
    {
      schema: {
        tags,
        summary: 'The figures of the business, at most a second old',
        response: { 200: AnalyticsSummary, 503: Problem },
      },
    },
    () => current.get(),
  );
  server.get(
    '/analytics/stream',
    {
      schema: {
        tags,
        summary: 'The figures as server-sent events',
        description:
          'An event `summary` at once and whenever the figures changed, at most one a second. Each holds the ' +
          'whole answer of `/analytics/summary`, so that one who comes back needs no event from before: ' +
          '`Last-Event-ID` changes nothing.',
        produces: ['text/event-stream'],
        response: { 200: Type.String({ description: 'Events named `summary`' }) },
      },
    },
    (_request, reply) => reply.sendEvents(live.events),
  );
  return live;
};
