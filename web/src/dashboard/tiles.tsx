import type { ComponentChildren } from 'preact';
import type { AnalyticsSummary } from '../../../contracts/http/analytics-http.ts';
import type { LivePopulation, LiveServices } from '../../../contracts/http/console-http.ts';
import { count, duration, money } from '../parts/words.ts';
import { Link } from '../router.tsx';
import { byMinute, lastMinutes } from './minutes.ts';

/** The figures that an operator looks at first. */
export const Tiles = ({
  summary,
  services,
  population,
}: {
  summary: AnalyticsSummary;
  services: LiveServices | undefined;
  population: LivePopulation | undefined;
}) => {
  const [before = 0, present = 0] = lastMinutes(Date.parse(summary.at), 2);
  const minute = byMinute(summary.minutes);
  const tile = (name: string, what: 'placed' | 'confirmed' | 'cancelled') => (
    <Tile name={name} more={`this minute, before ${count(minute(before)?.[what] ?? 0)}`}>
      {count(minute(present)?.[what] ?? 0)}
    </Tile>
  );
  const dead = services?.services.reduce((sum, { held }) => sum + held.dead, 0);
  const stuck = population?.states.reduce((sum, state) => sum + state.stuck, 0);
  const { settling } = summary;
  return (
    <div class="tiles">
      {tile('Placed', 'placed')}
      {tile('Confirmed', 'confirmed')}
      {tile('Cancelled', 'cancelled')}
      {summary.money.map(({ currency, revenue, refunds }) => (
        <Tile key={currency} name={`Revenue ${currency}`} more={`${money(refunds, currency)} refunded`} small>
          {money(revenue, currency)}
        </Tile>
      ))}
      <Tile
        name="Settled within"
        more={`p99 ${settling.p99Ms === null ? '–' : duration(settling.p99Ms)}`}
        small
      >
        {settling.p50Ms === null ? '–' : duration(settling.p50Ms)}
      </Tile>
      <Tile name="Stuck" more="ought to move" tone={stuck ? 'warn' : ''}>
        {stuck === undefined ? '–' : count(stuck)}
      </Tile>
      <Tile name="Dead letters" more="wait for a person" tone={dead ? 'bad' : ''} to="dead-letters">
        {dead === undefined ? '–' : count(dead)}
      </Tile>
    </div>
  );
};

const Tile = ({
  name,
  more,
  children,
  tone = '',
  small = false,
  to,
}: {
  name: string;
  more: string;
  children: ComponentChildren;
  tone?: string;
  small?: boolean;
  to?: string;
}) => {
  const inside = (
    <>
      <span class="name">{name}</span>
      <span class={`value number ${small ? 'small' : ''}`}>{children}</span>
      <span class="more number">{more}</span>
    </>
  );
  return to === undefined ? (
    <div class={`tile ${tone}`}>{inside}</div>
  ) : (
    <Link to={to} class={`tile ${tone}`}>
      {inside}
    </Link>
  );
};
