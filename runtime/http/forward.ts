import { request as send } from 'node:http';
import { request as sendSecurely } from 'node:https';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { isLocalCall } from './operator.ts';
import { problem } from './problem.ts';

/** Headers of one connection, not of the message (RFC 9110, 7.6.1). */
const ofConnection = new Set(['connection', 'keep-alive', 'transfer-encoding', 'upgrade', 'te', 'trailer']);
/** A name that is nobody's (RFC 6761). */
const stranger = 'stranger.invalid';

/**
 * Passes a request on to `url` and its answer back as it comes, streams of events included. The other side sees under
 * which name this process was called, so that it admits as operator whom it would admit itself; who is not on this
 * computer comes under a name that is never taken for this computer.
 */
export const forward = (request: FastifyRequest, reply: FastifyReply, url: URL): void => {
  const headers = Object.fromEntries(
    Object.entries(request.headers).filter(([name]) => !ofConnection.has(name) && name !== 'content-length'),
  );
  const host = isLocalCall(request) ? request.headers.host : stranger;
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  reply.hijack();
  const call = (url.protocol === 'https:' ? sendSecurely : send)(url, {
    method: request.method,
    // A connection that was kept may just have been closed by the other side, and not every request may be repeated.
    agent: false,
    headers: {
      ...headers,
      host,
      ...(body !== undefined && { 'content-length': Buffer.byteLength(body) }),
    },
  });
  call.once('response', (answer) => {
    for (const [name, value] of Object.entries(answer.headers))
      if (value !== undefined && !ofConnection.has(name)) reply.raw.setHeader(name, value);
    reply.raw.writeHead(answer.statusCode ?? 502, { connection: 'close' });
    answer.pipe(reply.raw);
    answer.once('error', () => reply.raw.destroy());
  });
  call.once('error', (error) => {
    if (reply.raw.headersSent) return reply.raw.destroy();
    request.log.warn({ err: error }, 'a service cannot be reached');
    const { body: told } = unreachable;
    reply.raw.writeHead(told.status, { 'content-type': 'application/problem+json', 'retry-after': '1' });
    reply.raw.end(JSON.stringify(told));
  });
  reply.raw.once('close', () => call.destroy());
  request.gone.addEventListener('abort', () => call.destroy());
  call.end(body);
};

const unreachable = problem(
  503,
  'http/service-unreachable',
  'The service that knows this does not answer: ask again.',
);
