import type { GatewayOperation } from '../../contracts/payment-messages.ts';
import type { Random } from '../world/random.ts';

/** How the world outside of the shop behaves in one run. Probabilities from 0 to 1, times in milliseconds. */
export interface ShopWeather {
  /** A call of the gateway that fails before, or after, it has taken effect. */
  gatewayFault: number;
  /** A call whose answer takes up to a minute: longer than anybody waits. */
  gatewaySlow: number;
  /** A call that reaches the gateway only up to an hour after its caller has given up. */
  gatewayLate: number;
  /** Between these moments nothing of this kind reaches the gateway; nothing at all where no kind is named. */
  outages: { readonly from: number; readonly until: number; readonly only: GatewayOperation | undefined }[];
  mailFault: number;
  mailSlow: number;
}

const operations: readonly GatewayOperation[] = ['authorize', 'capture', 'void', 'refund'];

/** The outside world of a seed; `now` in milliseconds since the epoch. */
export const shopWeatherOf = (random: Random, now: number): ShopWeather => {
  const sometimes = (probability: () => number): number => (random.chance(0.6) ? probability() : 0);
  const outages = random.chance(0.4)
    ? Array.from({ length: random.between(1, 3) }, () => {
        const from = now + random.magnitude(1_000, 3_600_000);
        const until = from + random.magnitude(10_000, 7_200_000);
        return { from, until, only: random.chance(0.5) ? random.pick(operations) : undefined };
      })
    : [];
  return {
    outages,
    gatewayFault: sometimes(() => random.magnitude(2, 60) / 100),
    gatewaySlow: sometimes(() => random.magnitude(2, 40) / 100),
    gatewayLate: sometimes(() => random.magnitude(1, 20) / 100),
    mailFault: sometimes(() => random.magnitude(2, 30) / 100),
    mailSlow: sometimes(() => random.magnitude(2, 20) / 100),
  };
};

/** The faults are over. */
export const clearUp = (weather: ShopWeather): void => {
  Object.assign(weather, {
    outages: [],
    gatewayFault: 0,
    gatewaySlow: 0,
    gatewayLate: 0,
    mailFault: 0,
    mailSlow: 0,
  });
};
