import type { Broker, Delivery, Subscription } from '../../runtime/broker/broker.ts';

/** What a test's subscription has received so far. */
export interface CollectedDeliveries {
  readonly deliveries: readonly Delivery[];
  readonly subscription: Subscription;
  /** Resolves with the delivery that is the `count`-th. */
  nth(count: number): Promise<Delivery>;
}

/** Subscribes to `queue` and collects; `onDelivery` decides what happens to each, by default nothing. */
export const collectDeliveries = async (
  broker: Broker,
  queue: string,
  prefetch: number,
  onDelivery: (delivery: Delivery) => void = () => {},
): Promise<CollectedDeliveries> => {
  const deliveries: Delivery[] = [];
  const waiting = new Map<number, ((delivery: Delivery) => void)[]>();
  const subscription = await broker.subscribe(queue, prefetch, (delivery) => {
    deliveries.push(delivery);
    onDelivery(delivery);
    for (const resolve of waiting.get(deliveries.length) ?? []) resolve(delivery);
  });
  const nth = (count: number): Promise<Delivery> =>
    new Promise((resolve) => {
      const present = deliveries[count - 1];
      if (present) return resolve(present);
      waiting.set(count, [...(waiting.get(count) ?? []), resolve]);
    });
  return { deliveries, subscription, nth };
};
