import type { IncomingHttpHeaders } from 'node:http';

const longestWait = 30;

/**
 * How many seconds the client wants to wait for an outcome: `Prefer: wait=N` (RFC 7240), at most 30, undefined
 * without one. Other preferences and values that make no sense are ignored, as the RFC asks.
 */
export const preferredWait = (headers: IncomingHttpHeaders): number | undefined => {
  const preferences = [headers.prefer ?? []].flat().join(',').split(',');
  for (const preference of preferences) {
    const [, seconds] = /^\s*wait\s*=\s*"?(\d{1,9})"?\s*(?:;|$)/i.exec(preference) ?? [];
    if (seconds !== undefined) return Math.min(Number(seconds), longestWait);
  }
  return undefined;
};

/** The wait that the client prefers, in seconds, 0 without one. Sets `Preference-Applied`. */
export const preferWait = (
  request: { readonly headers: IncomingHttpHeaders },
  reply: { header(name: string, value: string): unknown },
): number => {
  const wait = preferredWait(request.headers);
  if (wait !== undefined) reply.header('preference-applied', `wait=${wait}`);
  return wait ?? 0;
};
