import type { FastifyInstance, FastifyRequest } from 'fastify';
import { preferredWait } from './prefer-wait.ts';
import { problem } from './problem.ts';
import { sendProblem } from './send-problem.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Aborts when the answer is sent, its time is over, or the client has left. */
    gone: AbortSignal;
  }
  interface FastifyContextConfig {
    /** Overrides the server's time limit for one route, in milliseconds. */
    timeLimitMs?: number;
    /** It honours `Prefer: wait`: what the client prefers is added to the limit, and nothing when it prefers none. */
    waits?: boolean;
  }
}

const tooSlow = problem(
  503,
  'http/timeout',
  'The answer took too long. What was asked may still happen: ask again.',
);
const never = AbortSignal.any([]);

/**
 * Answers 503 for a handler that takes longer than `milliseconds`. Fastify's own `handlerTimeout` ends its timer when
 * the request has been read, which for a POST is before the handler begins, so it limits no POST (seen in 5.12.8).
 */
export const limitTime = (server: FastifyInstance, milliseconds: number): void => {
  const signals = new WeakMap<FastifyRequest, AbortSignal>();
  server.decorateRequest('gone', {
    getter() {
      return signals.get(this) ?? never;
    },
  });
  server.addHook('onRequest', (request, reply, done) => {
    const gone = new AbortController();
    signals.set(request, gone.signal);
    const { timeLimitMs = milliseconds, waits = false } = request.routeOptions.config;
    const waitMs = waits ? (preferredWait(request.headers) ?? 0) * 1000 : 0;
    const timer = setTimeout(() => {
      if (reply.sent) return;
      gone.abort();
      void sendProblem(reply, tooSlow);
    }, timeLimitMs + waitMs);
    reply.raw.once('close', () => {
      clearTimeout(timer);
      gone.abort();
    });
    done();
  });
};
