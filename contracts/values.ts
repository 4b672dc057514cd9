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
/** Where stock lies. There is one place today. */
export const Location = Type.String({ pattern: '^[a-z][a-z0-9-]{0,63}$', description: 'Such as main' });
/** A line as inventory took it. */
export const ReservedLine = Type.Object(
  { ...OrderLine.properties, location: Location },
  { additionalProperties: false },
);
const part = Type.String({ minLength: 1, maxLength: 200 });
/** Where an order is sent. */
export const ShippingAddress = Type.Object(
  {
    name: part,
    street: part,
    postalCode: Type.String({ minLength: 1, maxLength: 20 }),
    city: part,
    country: Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 code, such as DE' }),
  },
  { additionalProperties: false },
);
/** How a customer came to order. */
export const Channel = Type.Union([
  Type.Literal('api'),
  Type.Literal('web'),
  Type.Literal('phone'),
  Type.Literal('marketplace'),
]);
export type Channel = Type.Static<typeof Channel>;
export type ShippingAddress = Type.Static<typeof ShippingAddress>;
export type ReservedLine = Type.Static<typeof ReservedLine>;
/** Money of one currency. */
export const Money = Type.Object({ amount: Amount, currency: Currency }, { additionalProperties: false });
export type OrderLine = Type.Static<typeof OrderLine>;
export type PricedLine = Type.Static<typeof PricedLine>;
