import { step } from '../../runtime/actor/step.ts';
import type { Ceiling } from './ceiling.ts';
import { walkOrders } from './walk-orders.ts';

const walkedOrders = 500;

/** XState with nothing but our steps: the steps of whole orders again and again, on one core. */
export const stepCeiling = async (seconds: number): Promise<Ceiling> => {
  const walks = await walkOrders(walkedOrders, 'steps');
  const again = (): void => {
    for (const walk of walks)
      for (const { context, before, intake, known } of walk) step(context, before, intake, known);
  };
  again();
  const began = performance.now();
  let rounds = 0;
  while (performance.now() - began < seconds * 1_000) {
    again();
    rounds += 1;
  }
  const elapsed = (performance.now() - began) / 1_000;
  const steps = walks.reduce((sum, walk) => sum + walk.length, 0);
  return {
    name: 'XState: the steps of all five services, one core',
    ordersPerSecond: (rounds * walks.length) / elapsed,
    unit: 'steps',
    unitsPerOrder: steps / walks.length,
  };
};
