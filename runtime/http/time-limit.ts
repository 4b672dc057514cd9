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
/** What is left of the time of a request when the server closes: a process that is told to stop has 10 s for all. */
const closeWithinMs = 2_000;
const never = AbortSignal.any([]);

/**
 * Answers 503 for a handler that takes longer than `milliseconds`, or than 2 s when the server closes. Fastify's own `handlerTimeout` ends its timer when
 * the request has been read, which for a POST is before the handler begins, so it limits no POST (seen in 5.12.8).
 */
export const limitTime = (server: FastifyInstance, milliseconds: number): void => {
  const signals = new WeakMap<FastifyRequest, AbortSignal>();
  const inHand = new Set<{ readonly gone: AbortController; readonly expire: () => void }>();
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
    const expire = () => {
      if (reply.sent) return;
      gone.abort();
      void sendProblem(reply, tooSlow);
    };
    const timer = setTimeout(expire, timeLimitMs + waitMs);
    const entry = { gone, expire };
    inHand.add(entry);
    reply.raw.once('close', () => {
      inHand.delete(entry);
      clearTimeout(timer);
      gone.abort();
    });
    done();
  });
  let closing: NodeJS.Timeout | undefined;
  server.addHook('preClose', (done) => {
    // Who only waits is told how it is now.
    for (const { gone } of inHand) gone.abort();
    closing = setTimeout(() => {
      for (const { expire } of inHand) expire();
    }, closeWithinMs);
    done();
  });
  server.addHook('onClose', (_server, done) => {
    clearTimeout(closing);
    done();
  });
};
