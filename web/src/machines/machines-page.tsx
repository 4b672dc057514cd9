import type { Static } from 'typebox';
import type { Populations } from '../../../contracts/http/population-http.ts';
import { get, processes } from '../api.ts';
import { Head } from '../frame/head.tsx';
import { useLoaded } from '../load.ts';
import { Show } from '../parts/notice.tsx';
import { count } from '../parts/words.ts';
import { Link } from '../router.tsx';
import { readMachines } from './definitions.ts';

/** How many actors are in each state, of all processes. */
export const readPopulation = async () => {
  const answers = await Promise.all(
    processes().map((service) => get<Static<typeof Populations>>(service, '/machines/population')),
  );
  return answers.flatMap(({ states }) => states);
};

/** All machines in all versions, and how many actors live on each. */
export const MachinesPage = () => {
  const machines = useLoaded(
    async () => ({ list: await readMachines(), population: await readPopulation() }),
    [],
  );
  return (
    <>
      <Head title="Machines" />
      <div class="card scroll">
        <Show of={machines}>
          {({ list, population }) => (
            <table>
              <thead>
                <tr>
                  <th>Machine</th>
                  <th>Service</th>
                  <th class="number">Live on it</th>
                  <th>What it is</th>
                </tr>
              </thead>
              <tbody>
                {list.map(({ name, version, service, description }) => (
                  <tr key={`${name}${version}`}>
                    <td>
                      <Link to={`machines/${name}/${version}`}>
                        {name} v{version}
                      </Link>
                    </td>
                    <td>{service}</td>
                    <td class="number">
                      {count(
                        population
                          .filter((each) => each.machine === name && each.version === version)
                          .reduce((sum, { actors }) => sum + actors, 0),
                      )}
                    </td>
                    <td class="soft">{description}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          )}
        </Show>
      </div>
    </>
  );
};
