import type { Coverage } from './world/coverage.ts';

/** What was reached and what was not, in lines for a person. */
export const coverageReport = (coverage: Coverage): string =>
  [
    reached('states', coverage.state),
    reached('edges', coverage.edge),
    reached('crash points', coverage['crash point']),
    reached('crashed at', coverage['crashed at']),
    counts('faults', coverage.fault),
    counts('answers', coverage.outcome),
  ].join('\n');

const reached = (title: string, counted: Readonly<Record<string, number>>): string => {
  const all = Object.entries(counted);
  const missing = all.filter(([, times]) => times === 0).map(([name]) => name);
  const rest = missing.length > 0 ? `; never: ${missing.join(', ')}` : '';
  return `${title}: ${all.length - missing.length} of ${all.length}${rest}`;
};

const counts = (title: string, counted: Readonly<Record<string, number>>): string =>
  `${title}: ${Object.entries(counted)
    .sort(([, one], [, other]) => other - one)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ')}`;
