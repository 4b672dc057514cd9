import swagger from '@fastify/swagger';
import swaggerUi from '@fastify/swagger-ui';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import fastify, { type FastifyBaseLogger, LogController } from 'fastify';
import type { Registry } from 'prom-client';
import type { Clock } from '../clock.ts';
import type { Logger } from '../telemetry/logger.ts';
import { answerProblems } from './answer-problems.ts';
import { answerClientError } from './client-error.ts';
import { closeGently } from './close-gently.ts';
import { correlationIdOf, followRequests } from './correlation.ts';
import type { HttpServer } from './http-server.ts';
import { parseJsonBody } from './json-body.ts';
import { answerNoSuchRoute } from './no-such-route.ts';
import { answerNotModified } from './not-modified.ts';
import { addOperations } from './operations.ts';
import { malformedRequest } from './problem.ts';
import { refuseUnstorable } from './refuse-unstorable.ts';
import { logRequests } from './request-log.ts';
import { sendProblem } from './send-problem.ts';
import { allowEventStreams } from './server-sent-events.ts';
import { limitTime } from './time-limit.ts';
import { validatorCompiler } from './validator.ts';

export interface HttpServerOptions {
  readonly logger: Logger;
  readonly clock: Clock;
  /** Of the API, for its description. */
  readonly title: string;
  readonly version: string;
  /** A request that takes longer is answered 503; a route overrides it with `config.timeLimitMs`. */
  readonly requestTimeoutMs: number;
  readonly registry: Registry;
  /** What must work before traffic makes sense: name → works. */
  readonly readiness: () => Promise<Readonly<Record<string, boolean>>>;
}

const securityHeaders = {
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
  'referrer-policy': 'no-referrer',
};
const bodyLimit = 1024 * 1024;
/** A whole request must have arrived by then; Node checks every 30 s. */
const arrivalTimeoutMs = 60_000;

/**
 * An HTTP server with everything but the routes of a service: validation, problems, correlation, streams, health,
 * metrics and the description of the API. Add routes, then `listen`; `close` ends open streams.
 */
export const createHttpServer = async (options: HttpServerOptions): Promise<HttpServer> => {
  const logger: FastifyBaseLogger = options.logger;
  const server: HttpServer = fastify({
    loggerInstance: logger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: 'correlationId' }),
    genReqId: correlationIdOf,
    bodyLimit,
    requestTimeout: arrivalTimeoutMs,
    // The default of 10 s ended the start on a machine that was busy with other things.
    pluginTimeout: 0,
    return503OnClosing: false,
    routerOptions: { maxParamLength: 1024 },
    clientErrorHandler: answerClientError,
    frameworkErrors: (_error, _request, reply) => {
      void sendProblem(reply, malformedRequest);
    },
  }).withTypeProvider<TypeBoxTypeProvider>();

  server.setValidatorCompiler(validatorCompiler);
  // Not by schema: that would drop or coerce what a handler answers without saying so. The compiler checks it.
  server.setSerializerCompiler(() => (body) => JSON.stringify(body));
  server.removeAllContentTypeParsers();
  server.addContentTypeParser(
    'application/json',
    { parseAs: 'buffer' },
    async (_request: unknown, body: Buffer) => parseJsonBody(body),
  );

  limitTime(server, options.requestTimeoutMs);
  followRequests(server);
  closeGently(server);
  logRequests(server);
  answerProblems(server);
  answerNoSuchRoute(server);
  answerNotModified(server);
  allowEventStreams(server, options.clock);
  server.addHook('onRequest', (_request, reply, done) => {
    void reply.headers(securityHeaders);
    done();
  });
  server.addHook('preValidation', (request, _reply, done) => {
    refuseUnstorable('params', request.params);
    refuseUnstorable('query', request.query);
    done();
  });

  await server.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: { title: options.title, version: options.version },
      components: { securitySchemes: { operator: { type: 'http', scheme: 'bearer' } } },
    },
  });
  await server.register(swaggerUi, { routePrefix: '/docs' });
  addOperations(server, options);
  return server;
};
