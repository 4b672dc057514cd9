import Type from 'typebox';
import {
  OrderEvent,
  OrderPage,
  OrderView,
  PlaceOrderBody,
  PossibleCommands,
  ReplayedOrder,
} from '../../contracts/http/order-http.ts';
import { OrderId } from '../../contracts/values.ts';
import { CursorTime } from '../../runtime/http/cursor.ts';
import type { HttpServer } from '../../runtime/http/http-server.ts';
import { etag } from '../../runtime/http/not-modified.ts';
import { preferWait } from '../../runtime/http/prefer-wait.ts';
import { lastEventId } from '../../runtime/http/server-sent-events.ts';
import type { Service } from '../../runtime/service.ts';
import { commandRoutes } from './command-routes.ts';
import { followSummaries } from './follow-summaries.ts';
import { orderStream } from './order-actor.ts';
import { orderCommands } from './order-commands.ts';
import { type OrderQuery, orderPage } from './order-page.ts';
import { orderReads } from './order-reads.ts';

const tags = ['orders'];
const byId = Type.Object({ id: OrderId });
const query = Type.Object(
  {
    status: Type.Optional(Type.String({ pattern: '^[a-z][a-z-]{0,63}$' })),
    customerId: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
    id: Type.Optional(
      Type.String({ pattern: '^(?=[0-9a-f-]{4,36}$)-*([0-9a-f]-*){1,32}$', description: 'How it begins' }),
    ),
    placedBefore: Type.Optional(CursorTime),
    placedAfter: Type.Optional(CursorTime),
    limit: Type.Integer({ minimum: 1, maximum: 200, default: 50 }),
    cursor: Type.Optional(Type.String({ minLength: 1 })),
  },
  { additionalProperties: false },
);
const versionQuery = Type.Object(
  {
    version: Type.Optional(Type.Integer({ minimum: 1 })),
    machine: Type.Optional(
      Type.Integer({
        minimum: 1,
        description: 'folded on this machine version, as far as it goes the same way',
      }),
    ),
  },
  { additionalProperties: false },
);

/** The calls of the order service. */
export const addOrderRoutes = (server: HttpServer, service: Service): void => {
  const reads = orderReads(service);
  const { place, command } = orderCommands(service, reads);

  server.post(
    '/orders',
    {
      schema: { tags, summary: 'Place an order', body: PlaceOrderBody, response: { 201: OrderView } },
      config: { waits: true },
    },
    async (request, reply) => {
      const placed = await place(request, request.body, preferWait(request, reply));
      return reply
        .code(201)
        .headers({ location: `/orders/${placed.id}`, etag: etag(placed.version) })
        .send(placed);
    },
  );

  for (const { path, type, summary, onRequest, body } of commandRoutes)
    server.post(
      `/orders/:id/${path}`,
      {
        onRequest,
        schema: {
          tags,
          summary,
          params: byId,
          ...(body && { body }),
          ...(onRequest.length > 0 && { security: [{ operator: [] }] }),
          response: { 202: OrderView },
        },
        config: { waits: true },
      },
      async (request, reply) => {
        const data = { ...Object(request.body), orderId: request.params.id };
        return reply.code(202).send(await command(request, type, data, preferWait(request, reply)));
      },
    );

  server.get(
    '/orders/:id',
    { schema: { tags, summary: 'One order', params: byId, response: { 200: OrderView } } },
    async (request, reply) => {
      const view = reads.view(await reads.existing(request.params.id));
      return reply.header('etag', etag(view.version)).send(view);
    },
  );

  server.get(
    '/orders',
    { schema: { tags, summary: 'Orders, newest first', querystring: query, response: { 200: OrderPage } } },
    (request) => {
      const asked: OrderQuery = request.query;
      return orderPage(service.database, asked);
    },
  );

  server.get(
    '/orders/:id/commands',
    {
      schema: {
        tags,
        summary: 'What may be asked of it now',
        params: byId,
        response: { 200: PossibleCommands },
      },
    },
    async (request) => {
      const allowed = reads.allowed(await reads.existing(request.params.id));
      return commandRoutes
        .filter(({ type }) => allowed.includes(type.type))
        .map(({ path, type, summary, onRequest, body }) => ({
          name: path,
          command: type.type,
          summary,
          operator: onRequest.length > 0,
          ...(body && { body }),
        }));
    },
  );

  server.get(
    '/orders/stream',
    {
      schema: {
        tags,
        summary: 'Server-sent events: the rows of the list that changed',
        description:
          'An event `changed` with the rows as they are now, at most one a second; the first, without rows, says ' +
          'from where on it tells. `Last-Event-ID` goes on there.',
        produces: ['text/event-stream'],
        response: { 200: Type.String({ description: 'Events named `changed`' }) },
      },
    },
    (request, reply) => {
      const after = lastEventId(request);
      return reply.sendEvents((signal) => followSummaries(service, after, signal));
    },
  );

  server.get(
    '/orders/:id/events',
    {
      schema: {
        tags,
        summary: 'Its stream, oldest first',
        params: byId,
        response: { 200: Type.Array(OrderEvent) },
      },
    },
    async (request) => {
      await reads.existing(request.params.id);
      return reads.events(request.params.id);
    },
  );

  server.get(
    '/orders/:id/replay',
    {
      schema: {
        tags,
        summary: 'What it was at a version, folded from its stream',
        params: byId,
        querystring: versionQuery,
        response: { 200: ReplayedOrder },
      },
    },
    async (request) => {
      await reads.existing(request.params.id);
      return reads.replayed(request.params.id, request.query.version, request.query.machine);
    },
  );

  server.get(
    '/orders/:id/stream',
    { schema: { tags, summary: 'Server-sent events: one for each new version', params: byId } },
    async (request, reply) => {
      const after = lastEventId(request);
      await reads.existing(request.params.id);
      return reply.sendEvents((signal) => reads.follow(orderStream(request.params.id), after, signal));
    },
  );
};
