// The shop on DBOS: an HTTP server that starts one workflow an order. A step is a transaction of the datasource, which
// records its outcome in the same commit.
import { randomUUID } from 'node:crypto';
import { DBOS } from '@dbos-inc/dbos-sdk';
import { PostgresDataSource } from '@dbos-inc/postgres-datasource';
import fastify from 'fastify';
import postgres from 'postgres';
import { type NewOrder, type Order, totalOf } from './shop/order.ts';
import { readPrices } from './shop/read-prices.ts';
import { type DurableSteps, runSaga } from './shop/saga.ts';
import * as steps from './shop/steps.ts';

const { DATABASE_URL = '', POOL_SIZE = '6', HOST = '127.0.0.1', PORT = '0' } = process.env;
const url = new URL(DATABASE_URL);
const connection = {
  host: url.hostname,
  port: Number(url.port || 5432),
  user: decodeURIComponent(url.username),
  password: decodeURIComponent(url.password),
  database: url.pathname.slice(1),
  max: Number(POOL_SIZE),
  // A BEGIN that fills a connection's pipeline does not reserve the connection (porsager/postgres#1189): 2 of 1,984
  // workflows ended with UNSAFE_TRANSACTION at the default of 100. It is out of reach here.
  max_pipeline: 1_000_000,
  onnotice: () => {},
};
const silent = () => {};

await PostgresDataSource.initializeDBOSSchema(connection);
const source = new PostgresDataSource('shop', connection);
const transaction = <Parameters extends unknown[], Result>(
  name: string,
  step: (sql: postgres.TransactionSql, ...parameters: Parameters) => Promise<Result>,
) =>
  source.registerTransaction((...parameters: Parameters) => step(PostgresDataSource.client, ...parameters), {
    name,
    isolationLevel: 'READ COMMITTED',
  });

const commitReservation = transaction('commitReservation', steps.commitReservation);
const capture = transaction('capture', steps.capture);
const durable: DurableSteps = {
  reserve: transaction('reserve', steps.reserve),
  authorize: transaction('authorize', steps.authorize),
  commitAndCapture: async (id) => {
    const both = await Promise.allSettled([commitReservation(id), capture(id)]);
    for (const one of both) if (one.status === 'rejected') throw one.reason;
  },
  confirm: transaction('confirm', steps.confirm),
  release: transaction('release', steps.release),
  giveBack: transaction('giveBack', steps.giveBack),
  cancel: transaction('cancel', steps.cancel),
  sendMail: transaction('sendMail', steps.sendMail),
};
const handleOrder = DBOS.registerWorkflow((order: Order) => runSaga(durable, order), { name: 'handleOrder' });

DBOS.setConfig({
  name: 'shop',
  systemDatabaseUrl: DATABASE_URL,
  systemDatabasePoolSize: Number(POOL_SIZE),
  runAdminServer: false,
  logger: { info: silent, debug: silent, warn: console.warn, error: console.error },
});
await DBOS.launch();

const sql = postgres(connection);
const prices = await readPrices(sql);
const server = fastify();
const text = { type: 'string', minLength: 1, maxLength: 254 };
const line = {
  type: 'object',
  required: ['sku', 'quantity'],
  properties: { sku: text, quantity: { type: 'integer' } },
};
const body = {
  type: 'object',
  required: ['customerId', 'email', 'currency', 'lines', 'payment'],
  properties: {
    customerId: text,
    email: text,
    currency: text,
    lines: { type: 'array', items: line },
    payment: { type: 'object', required: ['token'], properties: { token: text } },
  },
};
server.post<{ Body: NewOrder }>('/orders', { schema: { body } }, async (request, reply) => {
  const id = randomUUID();
  const order = { ...request.body, id, total: totalOf(prices, request.body) };
  await DBOS.startWorkflow(handleOrder, { workflowID: id })(order);
  return reply.code(201).send(order);
});
server.post<{ Params: { id: string } }>('/orders/:id/cancel', async (request, reply) => {
  const taken = await sql.begin((transaction) => steps.requestCancellation(transaction, request.params.id));
  return reply.code(taken ? 202 : 409).send({});
});
server.get('/health/ready', async () => ({}));
console.log(await server.listen({ host: HOST, port: Number(PORT) }));

process.once('SIGTERM', () => {
  const end = async (): Promise<void> => {
    await server.close();
    await DBOS.shutdown();
    await sql.end();
    process.exit(0);
  };
  void end();
});
