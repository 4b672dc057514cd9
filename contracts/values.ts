import Type from 'typebox';

/** ISO 4217 alphabetic code. */
export const Currency = Type.String({ pattern: '^[A-Z]{3}$', description: 'ISO 4217 code, such as EUR' });
/** Minor units (cents) as an integer that a double holds exactly. */
export const Amount = Type.Integer({
  minimum: 0,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'Money in minor units',
});
/** How many pieces; fits a 32-bit integer. */
export const Quantity = Type.Integer({ minimum: 1, maximum: 2_147_483_647 });
/** A stock keeping unit: letters, digits, dot, dash and underscore. */
export const Sku = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$' });
export const OrderId = Type.String({ format: 'uuid' });
export const CustomerId = Type.String({ minLength: 1, maxLength: 128 });
export const Email = Type.String({ format: 'email', maxLength: 254 });
/** Free text that a person wrote. */
export const Note = Type.String({ minLength: 1, maxLength: 500 });

/** A line as the customer orders it. */
export const OrderLine = Type.Object({ sku: Sku, quantity: Quantity }, { additionalProperties: false });
/** A line with the name and price that the catalogue had when the order was placed. */
export const PricedLine = Type.Object({
  sku: Sku,
  name: Type.String(),
  quantity: Quantity,
  unitPrice: Amount,
});
export type OrderLine = Type.Static<typeof OrderLine>;
export type PricedLine = Type.Static<typeof PricedLine>;
