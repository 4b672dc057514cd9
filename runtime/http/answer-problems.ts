import type { FastifyInstance } from 'fastify';
import { Problem, problemOf } from './problem.ts';
import { sendProblem } from './send-problem.ts';

/** Answers every error with a problem document, and says so in the description of each route. */
export const answerProblems = (server: FastifyInstance): void => {
  server.setErrorHandler((error, request, reply) => {
    const answer = problemOf(error);
    if (answer.body.status === 500) request.log.error({ err: error }, 'a request failed');
    else if (answer.body.status === 503)
      request.log.warn({ err: error }, 'a request could not be served now');
    return sendProblem(reply, answer);
  });
  server.addHook('onRoute', (route) => {
    if (route.schema === undefined || route.schema.hide === true) return;
    const response = route.schema.response;
    route.schema = {
      ...route.schema,
      response: {
        ...(typeof response === 'object' ? response : undefined),
        default: {
          description: 'A problem (RFC 9457)',
          content: { 'application/problem+json': { schema: Problem } },
        },
      },
    };
  });
};
