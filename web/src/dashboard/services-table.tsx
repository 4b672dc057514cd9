import { useRef } from 'preact/hooks';
import type { LiveServices } from '../../../contracts/http/console-http.ts';
import type { ServiceStatus } from '../../../contracts/http/service-http.ts';
import { count, duration } from '../parts/words.ts';
import { Link } from '../router.tsx';

/** How each service is: what it needs, how much it does, what waits. */
export const ServicesTable = ({ live }: { live: LiveServices }) => {
  const rate = useRates(live);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
    <section class="scroll" tabIndex={0} aria-label="Services, scrolls sideways">
      <table>
        <thead>
          <tr>
            <th>Service</th>
            <th>Health</th>
            <th class="number">Messages a second</th>
            <th class="number">Outbox</th>
            <th class="number">Oldest in it</th>
            <th class="number">Lag of read models</th>
            <th class="number">Retrying</th>
            <th class="number">Dead letters</th>
            <th class="number">Need a person</th>
          </tr>
        </thead>
        <tbody>
          {live.services.map((service) => (
            <tr key={service.name}>
              <td>{service.name}</td>
              <td>
                <Health checks={service.checks} />
              </td>
              <td class="number">{rate(service.name)}</td>
              <td class="number">{count(service.outbox.waiting)}</td>
              <td class="number">
                {service.outbox.waiting > 0 ? duration(service.outbox.oldestAgeSeconds * 1_000) : '–'}
              </td>
              <td class="number">{lagOf(service)}</td>
              <td class="number">{count(service.held.retrying + service.held.parked)}</td>
              <td class="number">
                {service.held.dead > 0 ? (
                  <Link to="dead-letters" class="pill bad">
                    {count(service.held.dead)}
                  </Link>
                ) : (
                  0
                )}
              </td>
              <td class="number">{count(service.needsAttention)}</td>
            </tr>
          ))}
          {live.unreachable.map((name) => (
            <tr key={name}>
              <td>{name}</td>
              <td>
                <span class="pill bad">no answer</span>
              </td>
              <td colSpan={7} class="soft">
                It may be stopped, or SERVICE_URLS names another address.
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

const Health = ({ checks }: { checks: ServiceStatus['checks'] }) => {
  const missing = Object.entries(checks).flatMap(([name, works]) => (works ? [] : [name]));
  if (missing.length === 0) return <span class="pill ok">healthy</span>;
  return <span class="pill bad">no {missing.join(', no ')}</span>;
};

const lagOf = ({ lagSeconds }: ServiceStatus): string => {
  const lags = Object.values(lagSeconds);
  return lags.length === 0 ? '–' : duration(Math.max(...lags) * 1_000);
};

const windowMs = 5_000;

/** Messages a second over the last seconds, from totals that a restart sets back to nothing. */
const useRates = ({ at, services }: LiveServices): ((name: string) => string) => {
  const seen = useRef<{ readonly at: number; readonly totals: ReadonlyMap<string, number> }[]>([]);
  const now = Date.parse(at);
  if (seen.current.at(-1)?.at !== now)
    seen.current = [
      ...seen.current.filter((each) => each.at > now - windowMs),
      { at: now, totals: new Map(services.map(({ name, steps }) => [name, steps])) },
    ];
  const [first] = seen.current;
  return (name) => {
    const before = first?.totals.get(name);
    const present = seen.current.at(-1)?.totals.get(name);
    if (!first || before === undefined || present === undefined || first.at === now) return '–';
    const total = present < before ? present : present - before;
    return ((total * 1_000) / (now - first.at)).toFixed(1);
  };
};
