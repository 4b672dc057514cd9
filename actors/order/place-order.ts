import type { DataOf, Fact } from '../../contracts/message-type.ts';
import type { OrderPlaced, PlaceOrder } from '../../contracts/order-messages.ts';
import { Rejected } from '../../runtime/errors.ts';
import type { Prices } from './prices.ts';

/**
 * Turns the command into the fact, with the names and prices of the catalogue in it: they are never asked again.
 * Pure. Refuses unknown SKUs, a payment token that the gateway cannot know, another currency, and totals that a
 * double does not hold exactly.
 */
export const placeOrder = (
  { lines, shippingAddress, channel = 'api', prepaid = false, ...order }: DataOf<typeof PlaceOrder>,
  prices: Prices,
  acceptsToken: (token: string) => boolean,
): Fact<typeof OrderPlaced> | Rejected => {
  if (!acceptsToken(order.payment.token))
    return invalid(
      'order/unknown-payment-token',
      'payment.token is none that the gateway gave; ask for a new one',
    );
  const unknown = lines.filter((line) => !prices.has(line.sku)).map((line) => line.sku);
  if (unknown.length > 0)
    return invalid('order/unknown-sku', `The catalogue has no ${unknown.join(', ')}; take these lines out`, {
      skus: unknown,
    });
  const priced = lines.flatMap(({ sku, quantity }) => {
    const price = prices.get(sku);
    return price
      ? [{ sku, quantity, name: price.name, unitPrice: price.price, currency: price.currency }]
      : [];
  });
  const foreign = priced.filter((line) => line.currency !== order.currency).map((line) => line.sku);
  if (foreign.length > 0)
    return invalid(
      'order/mixed-currencies',
      `${foreign.join(', ')} is not sold in ${order.currency}; order what has one currency, in that currency`,
      { skus: foreign },
    );
  const total = priced.reduce((sum, line) => sum + BigInt(line.unitPrice) * BigInt(line.quantity), 0n);
  if (total > BigInt(Number.MAX_SAFE_INTEGER))
    return invalid('order/total-too-large', `The total is ${total} minor units; order less at a time`);
  return {
    type: 'OrderPlaced',
    ...order,
    lines: priced.map(({ currency: _currency, ...line }) => line),
    total: Number(total),
    shippingAddress: shippingAddress ?? null,
    channel,
    prepaid,
  };
};

const invalid = (
  code: OrderRefusal,
  message: string,
  details?: Readonly<Record<string, unknown>>,
): Rejected => new Rejected('invalid', code, message, details);

type OrderRefusal =
  | 'order/unknown-payment-token'
  | 'order/unknown-sku'
  | 'order/mixed-currencies'
  | 'order/total-too-large';
