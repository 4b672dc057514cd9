import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { newTraceparent, parseTraceparent } from '../telemetry/trace-context.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** W3C trace context: the caller's, or begun here. `id` is the correlation id. */
    traceparent: string;
  }
}

/** The caller's `x-correlation-id` if it is 1–128 visible ASCII characters, or a new one. */
export const correlationIdOf = (request: IncomingMessage): string => {
  const given = request.headers['x-correlation-id'];
  return typeof given === 'string' && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID();
};

/** Takes the trace context from each request or begins one, and names both in the answer. */
export const followRequests = (server: FastifyInstance): void => {
  server.decorateRequest('traceparent', '');
  server.addHook('onRequest', (request, reply, done) => {
    const given = request.headers.traceparent;
    request.traceparent =
      typeof given === 'string' && parseTraceparent(given) ? given : newTraceparent(randomUUID());
    void reply.headers({ 'x-correlation-id': request.id, traceparent: request.traceparent });
    done();
  });
};
