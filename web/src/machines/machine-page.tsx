import { useCallback } from 'preact/hooks';
import type { MachineSummary } from '../../../contracts/http/machine-http.ts';
import type { Population } from '../../../contracts/http/population-http.ts';
import { at } from '../api.ts';
import { Head } from '../frame/head.tsx';
import { useLoaded } from '../load.ts';
import { Card } from '../parts/card.tsx';
import { Empty, Show } from '../parts/notice.tsx';
import { count, kebab, spaced } from '../parts/words.ts';
import { Link } from '../router.tsx';
import { readMachines } from './definitions.ts';
import { Differences, markDifferences, useComparison } from './differences.tsx';
import { Drawing } from './drawing.tsx';
import { readPopulation } from './machines-page.tsx';
import { MigrationsCard } from './migrations.tsx';

/** One machine version: its chart with those who live on it, its exports, and how it differs from others. */
export const MachinePage = ({
  name,
  version: asked,
}: {
  name: string;
  /** Undefined: the newest. */
  version: number | undefined;
}) => {
  const known = useLoaded(async () => {
    const versions = (await readMachines()).filter((machine) => machine.name === name);
    const version = asked ?? versions.at(-1)?.version;
    const population = await readPopulation();
    return {
      versions,
      machine: versions.find((each) => each.version === version),
      population: population.filter((each) => each.machine === name && each.version === version),
    };
  }, [name, asked]);
  const version = asked ?? known.value?.machine?.version;
  return (
    <>
      <Head
        title={version === undefined ? name : `${name} v${version}`}
        path={<Link to="machines">Machines</Link>}
      />
      <Show of={known}>
        {({ machine, versions, population }) =>
          machine ? (
            <Machine machine={machine} versions={versions} population={population} />
          ) : (
            <Empty title="There is no such machine version" />
          )
        }
      </Show>
    </>
  );
};

const formats = [
  ['json', 'JSON for the Stately editor', 'json'],
  ['mermaid', 'Mermaid', 'mmd'],
  ['svg', 'SVG', 'svg'],
] as const;

const Machine = ({
  machine,
  versions,
  population,
}: {
  machine: MachineSummary;
  versions: readonly MachineSummary[];
  population: readonly Population[];
}) => {
  const { service, name, version, description } = machine;
  const comparison = useComparison(machine, versions);
  const { differences, other } = comparison;
  const mark = useCallback(
    (chart: SVGSVGElement) => {
      markPopulation(chart, population);
      markDifferences(chart, differences.value ?? [], other !== undefined && other.version < version);
    },
    [population, differences.value],
  );
  return (
    <div class="stack">
      <Card title="Definition" aside={<span class="soft">{description}</span>}>
        <p class="tools">
          {formats.map(([format, title, ending]) => (
            <a
              key={format}
              class="button"
              href={at(service, `/machines/${name}/${version}?format=${format}`)}
              download={`${name}-v${version}.${ending}`}
            >
              {title}
            </a>
          ))}
          {versions.length > 1 &&
            versions
              .filter((other) => other.version !== version)
              .map((other) => (
                <Link key={other.version} class="button" to={`machines/${name}/${other.version}`}>
                  Version {other.version}
                </Link>
              ))}
        </p>
      </Card>
      <Card
        title="Who lives on it"
        aside={
          <span class="soft number">
            {count(population.reduce((sum, { actors }) => sum + actors, 0))} in all
          </span>
        }
      >
        {population.length === 0 ? (
          <p class="soft">nobody yet</p>
        ) : (
          <ul class="legend">
            {population.map(({ state, actors, stuck }) => (
              <li key={state}>
                {spaced(state)} <b class="number">{count(actors)}</b>
                {stuck > 0 && <span class="pill bad">{count(stuck)} stuck</span>}
              </li>
            ))}
          </ul>
        )}
      </Card>
      <Card
        title="Statechart"
        aside={
          <span class="soft">
            states with somebody in them are filled
            {other && `; orange is what version ${other.version} has otherwise (dashed) or not at all`}
          </span>
        }
      >
        <Drawing service={service} machine={name} version={version} mark={mark} />
      </Card>
      {versions.length > 1 && <MigrationsCard machine={machine} />}
      {versions.length > 1 && <Differences comparison={comparison} />}
    </div>
  );
};

const markPopulation = (chart: SVGSVGElement, population: readonly Population[]): void => {
  const inhabited = new Set(population.map(({ state }) => state));
  for (const state of chart.querySelectorAll<SVGGElement>('.state')) {
    const name = state.dataset.state ?? '';
    state.classList.toggle('populated', name !== '' && inhabited.has(kebab(name)));
  }
};
