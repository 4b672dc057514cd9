import { orderStream } from '../../actors/order/order-actor.ts';
import { CancelOrder, ConfirmDelivery, ReturnOrder, ShipOrder } from '../../contracts/order-messages.ts';
import type { Stage } from '../world/scenario.ts';

const hour = 3_600_000;
const day = 24 * hour;

/**
 * Plans the way of one order's parcel, `at` so many milliseconds from now: it is shipped, sometimes asked for twice;
 * it arrives in days or in weeks, or nobody ever confirms that; some of what arrived comes back, some too late. Who
 * waits too long may give it up.
 */
export const sendParcel = (
  { random, client, after }: Stage,
  orderId: string,
  nth: number,
  at: number,
): void => {
  const subject = orderStream(orderId);
  for (const again of random.chance(0.5) ? [1] : [1, 2])
    after(at + again * random.between(1, 60_000), () =>
      client.ask('order', ShipOrder, { orderId }, subject, `ship-${nth}-${again}`),
    );
  const arrives = at + random.magnitude(hour, 18 * day);
  if (random.chance(0.75))
    after(arrives, () => client.ask('order', ConfirmDelivery, { orderId }, subject, `deliver-${nth}`));
  else if (random.chance(0.5))
    after(at + random.between(13, 20) * day, () =>
      client.ask('order', CancelOrder, { orderId, reason: 'It never came' }, subject, `give-up-${nth}`),
    );
  if (random.chance(0.4))
    after(arrives + random.magnitude(1_000, 35 * day), () =>
      client.ask('order', ReturnOrder, { orderId, reason: 'Too small' }, subject, `return-${nth}`),
    );
};
