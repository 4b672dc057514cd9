import type { FastifyInstance } from 'fastify';
import { problem } from './problem.ts';
import { sendProblem } from './send-problem.ts';

/** Answers URLs that no route has with 404, and methods that the URL does not take with 405. */
export const answerNoSuchRoute = (server: FastifyInstance): void => {
  const routes: { method: string; segments: string[] }[] = [];
  server.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes.push({ method: one, segments: url.split('/') });
  });
  server.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?', 1);
    const segments = path.split('/');
    const allowed = routes.filter((route) => takes(route.segments, segments)).map(({ method }) => method);
    if (allowed.length === 0) {
      return sendProblem(
        reply,
        problem(404, 'http/no-such-route', `There is no ${request.method} ${path}: see /openapi.json.`),
      );
    }
    const allow = [...new Set(allowed)].join(', ');
    void reply.header('allow', allow);
    return sendProblem(
      reply,
      problem(405, 'http/method-not-allowed', `${path} takes ${allow}, not ${request.method}.`),
    );
  });
};

const takes = (pattern: readonly string[], segments: readonly string[]): boolean =>
  pattern.length === segments.length &&
  pattern.every((part, index) => part.startsWith(':') || part === segments[index]);
