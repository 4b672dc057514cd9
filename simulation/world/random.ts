import { createHash } from 'node:crypto';

/** The only source of chance in a run: the same seed makes the same choices in the same order. */
export interface Random {
  /** At least 0, below 1. */
  next(): number;
  /** True with this probability. */
  chance(probability: number): boolean;
  /** A whole number from `low` to `high`, both possible. */
  between(low: number, high: number): number;
  /** The same, but every order of magnitude is equally likely: 3 ms as often as 3 s or 50 min. `low` above 0. */
  magnitude(low: number, high: number): number;
  /** @throws RangeError for an empty list */
  pick<Item>(list: readonly Item[]): Item;
  /** Another source, which does not change when this one is asked more or less often. */
  fork(name: string): Random;
}

/** Makes the one of a seed (xoshiro128**, its state from a hash of the seed). */
export const createRandom = (seed: string): Random => {
  const digest = createHash('sha256').update(seed).digest();
  let [a, b, c, d] = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as [number, number, number, number];
  const next = (): number => {
    const scrambled = Math.imul(rotate(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotate(d, 11);
    return scrambled / 2 ** 32;
  };
  return {
    next,
    chance: (probability) => next() < probability,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    magnitude: (low, high) => Math.round(low * (high / low) ** next()),
    pick: (list) => {
      const item = list[Math.floor(next() * list.length)];
      if (item === undefined) throw new RangeError('There is nothing to pick from');
      return item;
    },
    fork: (name) => createRandom(`${seed}/${name}`),
  };
};

const rotate = (value: number, bits: number): number => (value << bits) | (value >>> (32 - bits));
