import { pino } from 'pino';
import Type from 'typebox';
import type { Clock } from '../../../runtime/clock.ts';
import { systemClock } from '../../../runtime/clock.ts';
import { createHttpServer } from '../../../runtime/http/create-http-server.ts';
import type { HttpServer } from '../../../runtime/http/http-server.ts';
import { createRegistry } from '../../../runtime/telemetry/metrics.ts';

/** A server on a free port, and the lines that it has logged. */
export interface StartedServer {
  readonly url: string;
  readonly port: number;
  readonly server: HttpServer;
  readonly logged: Record<string, unknown>[];
}

/** Starts a server on a free port with the routes that `addRoutes` gives it. */
export const startServer = async (
  addRoutes: (server: HttpServer) => void,
  options: {
    clock?: Clock;
    requestTimeoutMs?: number;
    readiness?: () => Promise<Record<string, boolean>>;
  } = {},
): Promise<StartedServer> => {
  const logged: Record<string, unknown>[] = [];
  const logger = pino({ level: 'debug' }, { write: (line: string) => logged.push(JSON.parse(line)) });
  const server = await createHttpServer({
    logger,
    clock: options.clock ?? systemClock,
    title: 'Test',
    version: '1.2.3',
    requestTimeoutMs: options.requestTimeoutMs ?? 10_000,
    registry: createRegistry(),
    readiness: options.readiness ?? (async () => ({ database: true })),
  });
  addRoutes(server);
  const url = await server.listen({ port: 0, host: '127.0.0.1' });
  return { url, port: Number(new URL(url).port), server, logged };
};

/** A route with a body, a query and a parameter, which answers what it was given. */
export const echoRoute = (server: HttpServer): void => {
  server.post(
    '/things/:id',
    {
      schema: {
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        querystring: Type.Object(
          {
            limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
            deep: Type.Optional(Type.Boolean()),
            text: Type.Optional(Type.String()),
          },
          { additionalProperties: false },
        ),
        body: Type.Object(
          {
            name: Type.String({ minLength: 1 }),
            email: Type.Optional(Type.String({ format: 'email' })),
            size: Type.Optional(Type.Union([Type.Literal('small'), Type.Literal('large')])),
            lines: Type.Array(
              Type.Object(
                { quantity: Type.Integer({ minimum: 1, maximum: 2_147_483_647 }) },
                { additionalProperties: false },
              ),
              { minItems: 1, maxItems: 100 },
            ),
          },
          { additionalProperties: false },
        ),
      },
    },
    async (request) => ({ id: request.params.id, query: request.query, body: request.body }),
  );
};

export const someId = '7d444840-9dc0-41d1-b245-5ffdce74fad2';

/** What the tests look at in an answer. */
interface Answer {
  readonly code?: string;
  readonly status?: number;
  readonly type?: string;
  readonly title?: string;
  readonly detail?: string;
  readonly path?: string;
  readonly allowed?: readonly string[];
  readonly errors?: readonly { readonly path: string; readonly problem: string }[];
  readonly body?: unknown;
}

export const readJson = async (answer: Response): Promise<Answer> => JSON.parse(await answer.text());
