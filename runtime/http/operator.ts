import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { HttpServer } from './http-server.ts';
import { problem } from './problem.ts';
import { sendProblem } from './send-problem.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Who may operate; undefined: nobody. */
    operators?: OperatorAdmission;
  }
  interface FastifyRequest {
    /** The operator's name, on routes that require one. */
    operator: string;
  }
}

/** Who may operate this process. */
export interface OperatorAdmission {
  /** Names by token; undefined when none is configured. */
  readonly operatorTokens: ReadonlyMap<string, string> | undefined;
  /** The address that it listens on. */
  readonly host: string;
}

/** Says who may use the routes that have `requireOperator`. Without this they are refused. */
export const admitOperators = (server: HttpServer, admission: OperatorAdmission): void => {
  server.decorate('operators', admission);
  server.decorateRequest('operator', '');
};

const unauthorized = problem(
  401,
  'operator/unauthorized',
  'This needs the token of an operator: send Authorization: Bearer <token>, one of OPERATOR_TOKENS.',
);
const notConfigured = problem(
  403,
  'operator/not-configured',
  'Nobody may do this here: set OPERATOR_TOKENS=name:token, or listen on and call a loopback address.',
);

/**
 * Lets operators pass and sets `request.operator`. As `onRequest` of a route: nobody else's body is even read. Without
 * tokens this computer's users pass as `local`, as long as it listens on loopback only.
 */
export const requireOperator = async (request: FastifyRequest, reply: FastifyReply): Promise<unknown> => {
  const admission = request.server.operators;
  if (admission?.operatorTokens) {
    const name = operatorOf(admission.operatorTokens, request.headers.authorization ?? '');
    if (name !== undefined) {
      request.operator = name;
      return;
    }
    return sendProblem(reply, {
      ...unauthorized,
      headers: { 'www-authenticate': 'Bearer realm="operations"' },
    });
  }
  if (!isLocalCall(request)) return sendProblem(reply, notConfigured);
  request.operator = 'local';
};

/** Whether it was made on this computer: this process listens on loopback only and was called by a loopback name. */
export const isLocalCall = (request: FastifyRequest): boolean =>
  isLoopback(request.server.operators?.host ?? '') && isFromHere(request);

/** Compares with every token, always the same number of bytes: the time of the answer tells nothing. */
const operatorOf = (tokens: ReadonlyMap<string, string>, authorization: string): string | undefined => {
  const given = digest(/^Bearer +(\S+) *$/i.exec(authorization)?.[1] ?? '');
  let found: string | undefined;
  for (const [token, name] of tokens) if (timingSafeEqual(digest(token), given)) found = name;
  return found;
};

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

const isLoopback = (host: string): boolean =>
  /^(?:localhost|127(?:\.\d{1,3}){3}|\[?::1\]?)$/i.test(host.trim());

/**
 * A page of another site can make a browser call loopback, also under a name of its own that resolves there, and a
 * proxy can pass strangers on: none of them calls it by a loopback name.
 */
const isFromHere = ({ hostname, headers }: FastifyRequest): boolean =>
  isLoopback(hostname) && (headers.origin === undefined || isLoopback(hostOf(headers.origin)));

const hostOf = (origin: string): string => (URL.canParse(origin) ? new URL(origin).hostname : '');
