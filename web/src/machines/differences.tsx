import { useState } from 'preact/hooks';
import type { MachineSummary } from '../../../contracts/http/machine-http.ts';
import { type Loaded, useLoaded } from '../load.ts';
import { Card } from '../parts/card.tsx';
import { Show } from '../parts/notice.tsx';
import { compareDefinitions, type Difference } from './compare.ts';
import { readDefinition } from './definitions.ts';

/** A machine version held against another one; the older is the one before. */
export interface Comparison {
  /** Undefined when there is no other version. */
  readonly other: MachineSummary | undefined;
  readonly others: readonly MachineSummary[];
  readonly differences: Loaded<readonly Difference[]>;
  choose(version: number): void;
}

/** Compares a version with the newest of the others, until another is chosen. */
export const useComparison = (machine: MachineSummary, versions: readonly MachineSummary[]): Comparison => {
  const others = versions.filter(({ version }) => version !== machine.version);
  const [chosen, choose] = useState(others.at(-1)?.version);
  const other = others.find(({ version }) => version === chosen);
  const differences = useLoaded(async () => {
    if (!other) return [];
    const [before, after] = await Promise.all(
      [other, machine].toSorted((one, two) => one.version - two.version).map(readDefinition),
    );
    return before && after ? compareDefinitions(before, after) : [];
  }, [machine, other]);
  return { other, others, differences, choose };
};

/** Marks the states that the other version does not have, and those that do something else there. */
export const markDifferences = (
  chart: SVGSVGElement,
  differences: readonly Difference[],
  otherIsOlder: boolean,
): void => {
  const lone = ({ before, after }: Difference) => (otherIsOlder ? before : after) === undefined;
  const differing = new Map<string, 'added' | 'changed'>();
  for (const difference of differences) {
    const [state = '', detail] = difference.where.split(': ');
    if (detail !== undefined) differing.set(state, differing.get(state) ?? 'changed');
    else if (lone(difference)) differing.set(state, 'added');
  }
  for (const element of chart.querySelectorAll<SVGGElement>('.state')) {
    const mark = differing.get(element.dataset.state ?? '');
    for (const name of ['added', 'changed']) element.classList.toggle(name, name === mark);
  }
};

/** What two versions of a machine say differently, line by line. */
export const Differences = ({
  comparison: { other, others, differences, choose },
}: {
  comparison: Comparison;
}) => {
  return (
    <Card
      title="Differences"
      aside={
        <label class="tools">
          to version
          <select
            value={String(other?.version)}
            onChange={({ currentTarget }) => choose(Number(currentTarget.value))}
          >
            {others.map(({ version }) => (
              <option key={version}>{version}</option>
            ))}
          </select>
        </label>
      }
    >
      <Show of={differences}>
        {(found) => (
          <div class="mono">
            {found.map(({ where, before, after }) => (
              <div class="change" key={where}>
                <span>{where}</span>
                <span>
                  {before !== undefined && <del>{before}</del>} {after !== undefined && <ins>{after}</ins>}
                </span>
              </div>
            ))}
          </div>
        )}
      </Show>
    </Card>
  );
};
