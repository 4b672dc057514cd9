import { crashPoints } from '../runtime/crash-points.ts';
import type { ServiceDefinition } from '../runtime/service.ts';
import type { Coverage } from './world/coverage.ts';
import { mapMachine } from './world/machine-edges.ts';

/** What was reached and what was not, in lines for a person. */
export const coverageReport = (coverage: Coverage, services: readonly ServiceDefinition[]): string => {
  const machines = services.flatMap(({ actors }) => actors.flatMap((actor) => actor.machines));
  const every = (of: 'states' | 'edges') =>
    machines.flatMap((machine) => mapMachine(machine)[of].map((each) => `${machine.name} ${each}`));
  return [
    reached('states', every('states'), coverage.state),
    reached('edges', every('edges'), coverage.edge),
    reached('crash points', crashPoints, coverage['crash point']),
    reached('crashed at', crashPoints, coverage['crashed at']),
    counts('faults', coverage.fault),
    counts('answers', coverage.outcome),
  ].join('\n');
};

const reached = (
  title: string,
  all: readonly string[],
  counted: Readonly<Record<string, number>>,
): string => {
  const missing = [...new Set(all)].filter((name) => counted[name] === undefined);
  const rest = missing.length > 0 ? `; never: ${missing.join(', ')}` : '';
  return `${title}: ${new Set(all).size - missing.length} of ${new Set(all).size}${rest}`;
};

const counts = (title: string, counted: Readonly<Record<string, number>>): string =>
  `${title}: ${Object.entries(counted)
    .sort(([, one], [, other]) => other - one)
    .map(([name, times]) => `${name} ${times}`)
    .join(', ')}`;
