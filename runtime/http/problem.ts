import { STATUS_CODES } from 'node:http';
import Type, { type Static } from 'typebox';
import { Conflict, Poison, Rejected, RuntimeError, Transient } from '../errors.ts';
import { isConnectionFault } from '../store/connection-fault.ts';

/** An RFC 9457 problem document. Members beyond these are facts of the error, such as `allowed`. */
export const Problem = Type.Object(
  {
    type: Type.String({ description: '`urn:problem:` and the code' }),
    title: Type.String(),
    status: Type.Integer(),
    detail: Type.String({ description: 'What is wrong and what to change' }),
    code: Type.String({ description: 'Stable; listed in docs/errors.md' }),
  },
  { description: 'RFC 9457 problem' },
);
export type Problem = Static<typeof Problem>;

/** A problem and the headers that belong to it. */
export interface ProblemAnswer {
  readonly body: Problem;
  readonly headers: Readonly<Record<string, string>>;
}

/** A problem document; `facts` never hide its own members. */
export const problem = (
  status: number,
  code: string,
  detail: string,
  facts: Readonly<Record<string, unknown>> = {},
): ProblemAnswer => ({
  body: {
    ...facts,
    type: `urn:problem:${code}`,
    title: STATUS_CODES[status] ?? 'Error',
    status,
    detail,
    code,
  },
  headers: status === 503 ? { 'retry-after': '1' } : {},
});

/** The answer to an error that a handler threw. What is not known to be safe to show is not shown. */
export const problemOf = (error: unknown): ProblemAnswer => {
  if (error instanceof RuntimeError)
    return problem(statusOf(error), error.code, error.message, error.details);
  if (isConnectionFault(error))
    return problem(
      503,
      'database/unavailable',
      'The database cannot be reached at present: ask again later.',
    );
  const { code, statusCode } = thrownByServer(error);
  switch (code) {
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return problem(
        415,
        'http/unsupported-media-type',
        'The body must be JSON: send content-type application/json.',
      );
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return problem(413, 'http/body-too-large', 'The body is above 1 MB: send less.');
  }
  if (statusCode >= 400 && statusCode < 500) return malformedRequest;
  return problem(500, 'http/internal', 'Something went wrong here. It is logged under the correlation id.');
};

/** A request that is no HTTP that the server can read. */
export const malformedRequest = problem(
  400,
  'http/malformed-request',
  'The request cannot be read: check its URL, its headers and its length.',
);

const statusOf = (error: RuntimeError): number => {
  if (error instanceof Rejected) {
    if (error.kind === 'unknown') return 404;
    if (error.kind === 'impossible') return 409;
    return 422;
  }
  if (error instanceof Conflict) return 409;
  if (error instanceof Transient) return 503;
  // A request that is wrong as such; what the business refuses in it is a 422.
  return error instanceof Poison ? 400 : 500;
};

const thrownByServer = (error: unknown): { code: string; statusCode: number } => ({
  code: error instanceof Error && 'code' in error ? String(error.code) : '',
  statusCode: error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500,
});
