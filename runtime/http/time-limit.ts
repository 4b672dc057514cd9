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
/** A reason of its own: without one, each abort makes a DOMException with its stack. */
const over = new Error('The request is over');

/** A request that is in hand. Most never ask for their signal, so it is made for who does. */
interface InHand {
  gone?: AbortController;
  isOver: boolean;
  expire(): void;
}

/**
 * Answers 503 for a handler that takes longer than `milliseconds`, or than 2 s when the server closes. Fastify's own `handlerTimeout` ends its timer when
 * the request has been read, which for a POST is before the handler begins, so it limits no POST (seen in 5.12.8).
 */
export const limitTime = (server: FastifyInstance, milliseconds: number): void => {
  const entries = new WeakMap<FastifyRequest, InHand>();
  const inHand = new Set<InHand>();
  const leave = (entry: InHand): void => {
    entry.isOver = true;
    entry.gone?.abort(over);
  };
  server.decorateRequest('gone', {
    getter() {
      const entry = entries.get(this);
      if (!entry || (entry.isOver && !entry.gone)) return AbortSignal.abort(over);
      entry.gone ??= new AbortController();
      return entry.gone.signal;
    },
  });
  server.addHook('onRequest', (request, reply, done) => {
    const { timeLimitMs = milliseconds, waits = false } = request.routeOptions.config;
    const waitMs = waits ? (preferredWait(request.headers) ?? 0) * 1000 : 0;
    const entry: InHand = {
      isOver: false,
      expire: () => {
        if (reply.sent) return;
        leave(entry);
        void sendProblem(reply, tooSlow);
      },
    };
    entries.set(request, entry);
    inHand.add(entry);
    const timer = setTimeout(entry.expire, timeLimitMs + waitMs);
    reply.raw.once('close', () => {
      inHand.delete(entry);
      clearTimeout(timer);
      leave(entry);
    });
    done();
  });
  let closing: NodeJS.Timeout | undefined;
  server.addHook('preClose', (done) => {
    // Who only waits is told how it is now.
    for (const entry of inHand) leave(entry);
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
