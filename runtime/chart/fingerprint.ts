import { createHash } from 'node:crypto';
import { type Chart, type ChartState, statesIn } from './chart.ts';

/** State → a hash of all that its definition says but the description. */
export type Fingerprint = Readonly<Record<string, string>>;

/** What tells one definition from another: states, transitions, names of guards, actions and delays, tags. */
export const fingerprintOf = ({ root }: Chart): Fingerprint =>
  Object.fromEntries(statesIn(root).map((state) => [state.id || '(root)', hashOf(state)]));

const hashOf = ({ name, kind, initial, tags, entry, exit, states, transitions }: ChartState): string => {
  // The order of events means nothing; that of the guarded ways of one event, and of the regions, does.
  const ways = transitions
    .map(({ id: _, cause: __, ...way }) => way)
    .sort((one, other) => (one.event < other.event ? -1 : one.event > other.event ? 1 : 0));
  const inside = states.map((state) => state.name);
  const said = [name, kind, initial, [...tags].sort(), entry, exit, inside, ways];
  return createHash('sha256').update(JSON.stringify(said)).digest('hex').slice(0, 12);
};

/** The states in which two fingerprints differ. */
export const differingStates = (one: Fingerprint, other: Fingerprint): readonly string[] =>
  [...new Set([...Object.keys(one), ...Object.keys(other)])].filter((state) => one[state] !== other[state]);
