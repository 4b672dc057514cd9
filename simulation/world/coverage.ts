/** What runs have reached, by kind and name, and how often. Travels between processes as it is. */
export type Coverage = Record<CoverageKind, Record<string, number>>;

/** `crash point`: a process was there. `crashed at`: it ended there. */
export type CoverageKind = 'state' | 'edge' | 'fault' | 'crash point' | 'crashed at' | 'outcome';

/** Nothing reached yet. */
export const emptyCoverage = (): Coverage => ({
  state: {},
  edge: {},
  fault: {},
  'crash point': {},
  'crashed at': {},
  outcome: {},
});

/** Names what could be reached, so that it is seen when it was not. */
export const announce = (coverage: Coverage, kind: CoverageKind, names: readonly string[]): void => {
  for (const name of names) cover(coverage, kind, name, 0);
};

/** Counts one more. */
export const cover = (coverage: Coverage, kind: CoverageKind, name: string, times = 1): void => {
  coverage[kind][name] = (coverage[kind][name] ?? 0) + times;
};

/** Adds what another run has reached. */
export const addCoverage = (to: Coverage, from: Coverage): void => {
  for (const [kind, counts] of Object.entries(from))
    for (const [name, times] of Object.entries(counts)) cover(to, kind as CoverageKind, name, times);
};
