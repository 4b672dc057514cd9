import type { Registry } from 'prom-client';
import Type from 'typebox';
import type { HttpServer } from './http-server.ts';

const Checks = Type.Object({
  ready: Type.Boolean(),
  checks: Type.Record(Type.String(), Type.Boolean(), {
    description: 'Each thing that must work, by its name',
  }),
});

/** The calls that operators and their tools make: health, metrics and the description of the API. */
export const addOperations = (
  server: HttpServer,
  options: {
    readonly registry: Registry;
    /** What must work before traffic makes sense: name → works. A check that throws counts as not ready. */
    readonly readiness: () => Promise<Readonly<Record<string, boolean>>>;
  },
): void => {
  const tags = ['operations'];
  server.get(
    '/health/live',
    {
      schema: {
        tags,
        summary: 'The process runs',
        response: { 200: Type.Object({ live: Type.Literal(true) }) },
      },
    },
    () => ({ live: true as const }),
  );
  server.get(
    '/health/ready',
    {
      schema: {
        tags,
        summary: 'What it needs can be reached',
        response: { 200: Checks, 503: Checks },
      },
    },
    async (request, reply) => {
      const checks = await options.readiness().catch((error: unknown) => {
        request.log.warn({ err: error }, 'the readiness check failed');
        return { readiness: false };
      });
      const ready = Object.values(checks).every(Boolean);
      return reply.code(ready ? 200 : 503).send({ ready, checks });
    },
  );
  server.get(
    '/metrics',
    { schema: { tags, summary: 'Figures for Prometheus', produces: ['text/plain'] } },
    async (_request, reply) =>
      reply.type(options.registry.contentType).send(await options.registry.metrics()),
  );
  server.get('/openapi.json', { schema: { hide: true } }, () => server.swagger());
};
