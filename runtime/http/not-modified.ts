import type { FastifyInstance } from 'fastify';

/** The entity tag of a version: `"7"`. A handler sets it as header `etag`. */
export const etag = (version: number): string => `"${version}"`;

/** Answers a GET with 304 when the handler set the `etag` that `If-None-Match` names. */
export const answerNotModified = (server: FastifyInstance): void => {
  server.addHook('onSend', (request, reply, payload, done) => {
    const tag = reply.getHeader('etag');
    if (typeof tag !== 'string' || reply.statusCode !== 200 || !/^(GET|HEAD)$/.test(request.method)) {
      return done(null, payload);
    }
    // A cache may keep the answer and must ask whether it is still true.
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-cache');
    if (!namesTag(request.headers['if-none-match'], tag)) return done(null, payload);
    void reply.code(304).removeHeader('content-type').removeHeader('content-length');
    done(null, null);
  });
};

/** Weak comparison, as RFC 9110 says for `If-None-Match`. */
const namesTag = (ifNoneMatch: string | undefined, tag: string): boolean => {
  if (ifNoneMatch === undefined) return false;
  const bare = (text: string) => text.trim().replace(/^W\//, '');
  return ifNoneMatch.split(',').some((named) => bare(named) === '*' || bare(named) === bare(tag));
};
