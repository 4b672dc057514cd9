import type { Measurement } from '../measurement.ts';
import { median } from '../percentiles.ts';

/** One list of the medians of several rounds, figure by figure. A round without a result is empty and counts for nothing. */
export const combineRounds = (rounds: readonly (readonly Measurement[])[]): readonly Measurement[] => {
  const [first = [], ...others] = rounds.filter((round) => round.length > 0);
  return first.map((measurement, index) => {
    const same = [measurement, ...others.map((round) => round[index])].filter((each) => each !== undefined);
    return { ...middle(measurement, same), load: measurement.load };
  });
};

/** The shape of `example`, each number the median of those at its place in `all`. */
const middle = <Shape>(example: Shape, all: readonly Shape[]): Shape => {
  if (typeof example === 'number')
    return median(all.filter((each): each is Shape & number => typeof each === 'number')) as Shape;
  if (typeof example !== 'object' || example === null) return example;
  return Object.fromEntries(
    Object.entries(example).map(([key, value]) => [
      key,
      middle(
        value,
        all.map((each) => Reflect.get(Object(each), key)),
      ),
    ]),
  ) as Shape;
};
