// Our HTTP server with nothing but its validation: orders are checked against the schema and answered at once.
import { randomUUID } from 'node:crypto';
import { CancelOrderBody, PlaceOrderBody } from '../../contracts/http/order-http.ts';
import { systemClock } from '../../runtime/clock.ts';
import { readConfig } from '../../runtime/config.ts';
import { createHttpServer } from '../../runtime/http/create-http-server.ts';
import { createLogger } from '../../runtime/telemetry/logger.ts';
import { createRegistry } from '../../runtime/telemetry/metrics.ts';

const config = readConfig(process.env);
const logger = createLogger(config, 'http');
const server = await createHttpServer({
  logger,
  clock: systemClock,
  registry: createRegistry(),
  title: 'Validation alone',
  version: '0.1.0',
  requestTimeoutMs: config.httpTimeoutMs,
  readiness: async () => ({}),
});
server.post('/orders', { schema: { body: PlaceOrderBody } }, async (request, reply) =>
  reply.code(201).send({ id: randomUUID(), ...request.body }),
);
server.post('/orders/:id/cancel', { schema: { body: CancelOrderBody } }, async (_request, reply) =>
  reply.code(202).send({}),
);
logger.info({ address: await server.listen({ host: config.host, port: 0 }) }, 'ready');
process.once('SIGTERM', () => void server.close().then(() => process.exit(0)));
