/** Of a list of durations in milliseconds; null when it is empty. */
export interface Percentiles {
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly highest: number;
}

/** By nearest rank: every figure is one that was measured. */
export const percentiles = (durations: readonly number[]): Percentiles | null => {
  if (durations.length === 0) return null;
  const sorted = Float64Array.from(durations).sort();
  const rank = (share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { count: sorted.length, p50: rank(0.5), p95: rank(0.95), p99: rank(0.99), highest: rank(1) };
};

/** The middle one, or the mean of the two in the middle; NaN when there is none. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const [low, high] = [
    sorted[Math.floor((sorted.length - 1) / 2)],
    sorted[Math.ceil((sorted.length - 1) / 2)],
  ];
  return low === undefined || high === undefined ? Number.NaN : (low + high) / 2;
};
