import type { Ceiling } from './ceiling.ts';
import { commitCeiling } from './commit-ceiling.ts';
import { httpCeiling } from './http-ceiling.ts';
import { messageCeiling } from './message-ceiling.ts';
import { stepCeiling } from './step-ceiling.ts';

/** The statement's cost depends on how many actors share it: few, as when there is little to do, and many. */
const batchSizes = [10, 50];

/** What each part can do alone, one after another. */
export const measureCeilings = async (seconds: number): Promise<readonly Ceiling[]> => {
  const ceilings: Ceiling[] = [];
  const add = (ceiling: Ceiling): void => {
    ceilings.push(ceiling);
    console.log(`${ceiling.name}: ${ceiling.ordersPerSecond.toFixed(0)} orders/s`);
  };
  add(await stepCeiling(seconds));
  for (const size of batchSizes) add(await commitCeiling(seconds, size));
  add(await messageCeiling(seconds));
  add(await httpCeiling(seconds));
  return ceilings;
};
