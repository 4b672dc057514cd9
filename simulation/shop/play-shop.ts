import { productStream } from '../../actors/inventory/product-actor.ts';
import { orderStream } from '../../actors/order/order-actor.ts';
import { orderIdOf } from '../../actors/order/order-id.ts';
import { knownTokens } from '../../actors/payment/gateway-tokens.ts';
import { PriceProduct, ReceiveStock } from '../../contracts/inventory-messages.ts';
import { CancelOrder, PlaceOrder } from '../../contracts/order-messages.ts';
import type { Stage } from '../world/scenario.ts';
import { clearAway } from './operator.ts';
import { sendParcel } from './send-parcel.ts';

const tokens = [...knownTokens, 'tok_visa', 'tok_visa', 'tok_visa', 'tok_visa'];
const hour = 3_600_000;
const currency = 'EUR';

/** Nobody reads there: the mail server refuses it for good. */
export const refusedAddress = 'nobody@example.org';

/** What people were told in a run. */
export interface Told {
  /** Ids of the orders that were answered. */
  readonly placed: Set<string>;
  /** SKU → pieces that were answered as received. */
  readonly received: Map<string, number>;
}

/** Plans what customers and operators of a run do, and writes down what they are `told`. */
export const playShop = (stage: Stage, told: Told, services: readonly string[]): void => {
  const { random, client } = stage;
  const skus = ['CUP', 'TEA', 'POT'].slice(0, random.between(1, 3));
  for (const sku of skus) stockUp(stage, sku, told.received);

  const orders = random.between(1, 6);
  for (let nth = 1; nth <= orders; nth += 1) {
    const key = `order-${nth}`;
    const orderId = orderIdOf(key);
    const subject = orderStream(orderId);
    const data = {
      orderId,
      customerId: `customer-${nth}`,
      email: random.chance(0.1) ? refusedAddress : `customer-${nth}@example.org`,
      currency,
      lines: skus
        .filter((_, index) => index === 0 || random.chance(0.4))
        .map((sku) => ({ sku, quantity: random.between(1, 3) })),
      payment: { token: random.pick(tokens) },
      ...(random.chance(0.3) && { prepaid: true }),
    };
    const at = random.chance(0.5) ? random.between(100, 5_000) : random.magnitude(1_000, 14 * 24 * hour);
    const place = async (patience: number): Promise<void> => {
      const answer = await client.ask('order', PlaceOrder, data, subject, key);
      if ('state' in answer) told.placed.add(orderId);
      // Its price is still on the way: what was refused may be asked again under the same key.
      else if (answer.rejected.code === 'order/unknown-sku')
        stage.after(patience, () => place(Math.min(2 * patience, 6 * hour)));
    };
    stage.after(at, () => place(5_000));
    if (random.chance(0.4))
      stage.after(at + random.magnitude(1, 2 * hour), () =>
        client.ask('order', CancelOrder, { orderId, reason: 'No longer needed' }, subject, `cancel-${nth}`),
      );
    if (random.chance(0.6)) sendParcel(stage, orderId, nth, at + random.magnitude(1_000, 24 * hour));
  }
  for (let nth = 1; nth <= 4; nth += 1)
    stage.after(random.magnitude(hour, 7 * 24 * hour), () => clearAway(stage, services));
};

/** Few pieces, so that some orders find none; more of them may come later. */
const stockUp = ({ client, random, after }: Stage, sku: string, received: Told['received']): void => {
  const product = { sku, name: `The ${sku}`, price: random.between(100, 5_000), currency };
  const receive = (nth: number) => async () => {
    const data = { sku, quantity: random.between(1, 6) };
    const key = `receive-${sku}-${nth}`;
    const answer = await client.ask('inventory', ReceiveStock, data, productStream(sku), key);
    if ('state' in answer) received.set(sku, (received.get(sku) ?? 0) + data.quantity);
  };
  after(0, async () => {
    await client.ask('inventory', PriceProduct, product, productStream(sku), `price-${sku}`);
    await receive(1)();
  });
  if (random.chance(0.4)) after(random.magnitude(1_000, 48 * hour), receive(2));
  if (random.chance(0.2))
    after(random.magnitude(1_000, 48 * hour), () =>
      client.ask(
        'inventory',
        PriceProduct,
        { ...product, price: product.price + 1 },
        productStream(sku),
        `price-${sku}-again`,
      ),
    );
};
