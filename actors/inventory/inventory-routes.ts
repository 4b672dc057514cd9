import Type from 'typebox';
import {
  PriceProductBody,
  ProductPage,
  ProductView,
  ReceiveStockBody,
} from '../../contracts/http/inventory-http.ts';
import { PriceProduct, ReceiveStock } from '../../contracts/inventory-messages.ts';
import { Sku } from '../../contracts/values.ts';
import type { Cache } from '../../runtime/cache/cache.ts';
import { createCursor } from '../../runtime/http/cursor.ts';
import type { HttpServer } from '../../runtime/http/http-server.ts';
import { etag } from '../../runtime/http/not-modified.ts';
import { Problem } from '../../runtime/http/problem.ts';
import { submitCommand } from '../../runtime/http/submit-command.ts';
import type { Service } from '../../runtime/service.ts';
import { productStream } from './product-actor.ts';
import { createProductReader } from './product-reader.ts';
import { listProducts } from './stock-table.ts';

const tags = ['products'];
const params = Type.Object({ sku: Sku });
const headers = Type.Object({
  'idempotency-key': Type.Optional(
    Type.String({ description: 'Repeats of a request with the same key do nothing again' }),
  ),
});
const pageQuery = Type.Object(
  {
    limit: Type.Integer({ minimum: 1, maximum: 100, default: 20 }),
    cursor: Type.Optional(Type.String({ description: '`next` of the page before' })),
  },
  { additionalProperties: false },
);
const cursors = createCursor(Type.Object({ sku: Sku }, { additionalProperties: false }));

/** The catalogue and goods received, over HTTP. */
export const addInventoryRoutes = (server: HttpServer, service: Service, cache: Cache): void => {
  const products = createProductReader(service.database, cache);

  server.put(
    '/products/:sku',
    {
      schema: {
        summary: 'List a product, or change its name and price',
        tags,
        params,
        headers,
        body: PriceProductBody,
        response: { 200: ProductView, 201: ProductView, 400: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const { sku } = request.params;
      const data = { sku, ...request.body };
      const version = await submitCommand(
        service,
        { request, command: PriceProduct, data, subject: productStream(sku) },
        (state) => state.version,
      );
      const { product, revision } = await products.readNow(sku);
      return reply
        .code(version === 1 ? 201 : 200)
        .header('etag', etag(revision))
        .send(product);
    },
  );

  server.post(
    '/products/:sku/stock',
    {
      schema: {
        summary: 'Receive goods',
        tags,
        params,
        headers,
        body: ReceiveStockBody,
        response: { 200: ProductView, 400: Problem, 404: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const { sku } = request.params;
      const data = { sku, ...request.body };
      await submitCommand(
        service,
        { request, command: ReceiveStock, data, subject: productStream(sku) },
        (state) => state.version,
      );
      const { product, revision } = await products.readNow(sku);
      return reply.header('etag', etag(revision)).send(product);
    },
  );

  server.get(
    '/products/:sku',
    {
      schema: {
        summary: 'A product and its stock, at most a second old',
        tags,
        params,
        response: { 200: ProductView, 400: Problem, 404: Problem },
      },
    },
    async (request, reply) => {
      const { product, revision } = await products.read(request.params.sku);
      return reply.header('etag', etag(revision)).send(product);
    },
  );

  server.get(
    '/products',
    {
      schema: {
        summary: 'The catalogue in SKU order, a page at a time',
        tags,
        querystring: pageQuery,
        response: { 200: ProductPage, 400: Problem },
      },
    },
    async (request) => {
      const { limit, cursor } = request.query;
      const after = cursor === undefined ? '' : cursors.decode(cursor).sku;
      // One more than asked for tells whether there is a next page.
      const found = await listProducts(service.database, after, limit + 1);
      const page = found.slice(0, limit);
      const last = page.at(-1);
      return found.length > limit && last
        ? { products: page, next: cursors.encode({ sku: last.sku }) }
        : { products: page };
    },
  );
};
