import Type, { type Static } from 'typebox';
import { Amount, Currency, Quantity, Sku } from '../values.ts';

const closed = { additionalProperties: false };
const pieces = (description: string) =>
  Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description });

/** Body of `PUT /products/{sku}`. */
export const PriceProductBody = Type.Object(
  { name: Type.String({ minLength: 1, maxLength: 200 }), price: Amount, currency: Currency },
  closed,
);

/** Body of `POST /products/{sku}/stock`. */
export const ReceiveStockBody = Type.Object({ quantity: Quantity }, closed);

/** A product and its stock; received = available + reserved + shipped. */
export const ProductView = Type.Object({
  sku: Sku,
  name: Type.String(),
  price: Amount,
  currency: Currency,
  available: pieces('Can be reserved'),
  reserved: pieces('Held for orders'),
  shipped: pieces('Gone out'),
  received: pieces('Ever came in'),
});
export type ProductView = Static<typeof ProductView>;

/** A page, in SKU order. */
export const ProductPage = Type.Object({
  products: Type.Array(ProductView),
  next: Type.Optional(Type.String({ description: 'cursor of the next page; missing on the last' })),
});
