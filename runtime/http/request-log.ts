import type { FastifyInstance } from 'fastify';

const slowMs = 1000;

/** Logs failed and slow requests at `info` and all others at `debug`, so that the log is no bottleneck. */
export const logRequests = (server: FastifyInstance): void => {
  server.addHook('onResponse', (request, reply, done) => {
    const stream = reply.raw.getHeader('content-type') === 'text/event-stream';
    const notable = reply.statusCode >= 500 || (reply.elapsedTime > slowMs && !stream);
    if (notable || request.log.level === 'debug' || request.log.level === 'trace') {
      const { method, url } = request;
      const line = {
        method,
        url,
        status: reply.statusCode,
        milliseconds: Math.round(reply.elapsedTime),
        traceparent: request.traceparent,
      };
      if (notable) request.log.info(line, 'request');
      else request.log.debug(line, 'request');
    }
    done();
  });
};
