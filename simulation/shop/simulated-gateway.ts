import type { Gateway, GatewayAnswer } from '../../actors/payment/gateway.ts';
import type { GatewayCall } from '../../actors/payment/gateway-call.ts';
import { Transient } from '../../runtime/errors.ts';
import { cover } from '../world/coverage.ts';
import type { Incarnation } from '../world/incarnation.ts';
import type { World } from '../world/world.ts';
import type { GatewayMemory } from './gateway-memory.ts';
import type { ShopWeather } from './shop-weather.ts';

/** The way to the gateway for the payment processes of a run: slow, failing, and with answers that nobody waits for. */
export const createSimulatedGateway = (
  world: World,
  weather: ShopWeather,
  memory: GatewayMemory,
): ((incarnation: Incarnation) => Gateway) => {
  const { time, trace, coverage } = world;
  const random = world.random.fork('gateway');
  const unavailable = () =>
    new Transient('payment/gateway-unavailable', 'The payment gateway did not answer');

  const happens = (kind: string, probability: number): boolean => {
    if (!random.chance(probability)) return false;
    cover(coverage, 'fault', kind);
    return true;
  };
  const isOut = ({ operation }: GatewayCall): boolean =>
    weather.outages.some(
      ({ from, until, only = operation }) => only === operation && from <= time.now() && time.now() < until,
    );

  const take = (call: GatewayCall, key: string): GatewayAnswer => {
    const answer = memory.take(call, key);
    trace.add('gateway', `${call.operation} ${key}: ${answer.accepted ? 'accepted' : answer.reason}`);
    return answer;
  };

  return (incarnation) => {
    const ask = (call: GatewayCall, key: string, signal: AbortSignal): Promise<GatewayAnswer> =>
      new Promise((resolve, reject) => {
        if (!incarnation.passes('gateway')) return;
        const back = (then: () => void): void => {
          if (!incarnation.isDead()) incarnation.run(then);
        };
        const fail = () => back(() => reject(unavailable()));
        signal.addEventListener('abort', () => back(() => reject(signal.reason)), { once: true });
        const way = random.magnitude(5, 500);
        if (isOut(call)) {
          cover(coverage, 'fault', 'gateway outage');
          time.schedule(way, fail);
        } else if (happens('gateway call that arrives when nobody waits', weather.gatewayLate)) {
          time.schedule(random.magnitude(10_000, 3_600_000), () => take(call, key));
          time.schedule(way, fail);
        } else if (happens('gateway call that fails before its effect', weather.gatewayFault / 2)) {
          time.schedule(way, fail);
        } else
          time.schedule(way, () => {
            const answer = take(call, key);
            if (happens('gateway answer that is lost', weather.gatewayFault / 2)) return fail();
            const slow = happens('slow gateway answer', weather.gatewaySlow);
            const takes = slow ? random.magnitude(1_000, 60_000) : random.magnitude(1, 500);
            time.schedule(takes, () => {
              if (signal.aborted) cover(coverage, 'fault', 'gateway answer after the time limit');
              back(() => resolve(answer));
            });
          });
      });
    return {
      authorize: (request, key, signal) => ask({ ...request, operation: 'authorize' }, key, signal),
      capture: (request, key, signal) => ask({ ...request, operation: 'capture' }, key, signal),
      void: (request, key, signal) => ask({ ...request, operation: 'void' }, key, signal),
      refund: (request, key, signal) => ask({ ...request, operation: 'refund' }, key, signal),
    };
  };
};
