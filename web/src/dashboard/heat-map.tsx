import type { LivePopulation } from '../../../contracts/http/console-http.ts';
import { useLoaded } from '../load.ts';
import { readVersions } from '../machines/definitions.ts';
import { Show } from '../parts/notice.tsx';
import { useNow } from '../parts/use-now.ts';
import { ago, count, kebab, spaced } from '../parts/words.ts';
import { Link } from '../router.tsx';

/** The states of the order machine in the order of its definition: how many orders are there, for how long, which are stuck. */
export const HeatMap = ({ population }: { population: LivePopulation }) => {
  const versions = useLoaded(() => readVersions('order'), []);
  const now = useNow();
  const orders = population.states.filter(({ machine }) => machine === 'order');
  const most = Math.max(1, ...orders.map(({ actors }) => actors));
  return (
    <Show of={versions}>
      {(definitions) => {
        // An old version of which no order is left tells nothing.
        const shown = definitions.filter(
          ({ version }, index) =>
            index === definitions.length - 1 || orders.some((each) => each.version === Number(version)),
        );
        return shown.map(({ version, states = {} }) => (
          <div key={version}>
            {shown.length > 1 && <h3 class="heat-title">Version {version}</h3>}
            <ul class="heat">
              {Object.keys(states).map((name) => {
                const state = kebab(name);
                const here = orders.find((each) => each.state === state && each.version === Number(version));
                return (
                  <li key={name} style={{ '--heat': `${here ? heat(here.actors, most) : 0}%` }}>
                    <Link
                      to={`orders?status=${state}`}
                      class={here ? (here.stuck > 0 ? 'stuck' : '') : 'none'}
                    >
                      <span class="heat-name">{spaced(name)}</span>
                      <span class="heat-value number">{count(here?.actors ?? 0)}</span>
                      <span class="heat-more number">
                        {here ? (here.stuck > 0 ? `${count(here.stuck)} stuck · ` : '') : 'nobody'}
                        {here && `longest ${ago(here.oldestAt, now)}`}
                      </span>
                    </Link>
                  </li>
                );
              })}
            </ul>
          </div>
        ));
      }}
    </Show>
  );
};

/** By the logarithm: ten orders among ten thousand are to be seen, too. */
const heat = (actors: number, most: number): number =>
  Math.round(15 + (85 * Math.log(1 + actors)) / Math.log(1 + most));
