import { useState } from 'preact/hooks';
import type { AnalyticsSummary } from '../../../contracts/http/analytics-http.ts';
import type { LivePopulation, LiveServices } from '../../../contracts/http/console-http.ts';
import { Head } from '../frame/head.tsx';
import { useLive } from '../live.ts';
import { Card } from '../parts/card.tsx';
import { Loading } from '../parts/notice.tsx';
import { Link } from '../router.tsx';
import { Funnel } from './funnel.tsx';
import { HeatMap } from './heat-map.tsx';
import { LowStock } from './low-stock.tsx';
import { MinuteCharts } from './minute-charts.tsx';
import { ServicesTable } from './services-table.tsx';
import { Tiles } from './tiles.tsx';

/** The whole system at a glance, live. */
export const DashboardPage = () => {
  const [summary, setSummary] = useState<AnalyticsSummary>();
  const [services, setServices] = useState<LiveServices>();
  const [population, setPopulation] = useState<LivePopulation>();
  useLive('/console/stream', (event, data) => {
    const known = Object(data);
    if (event === 'summary') setSummary(known);
    if (event === 'services') setServices(known);
    if (event === 'population') setPopulation(known);
  });
  return (
    <>
      <Head title="Dashboard">
        <Link to="place" class="button first">
          Place an order
        </Link>
      </Head>
      {!summary ? (
        <Loading />
      ) : (
        <div class="stack">
          <Tiles summary={summary} services={services} population={population} />
          <div class="panels">
            <Card class="wide" title="Where orders are" aside={<span class="soft">state by state, now</span>}>
              {population ? <HeatMap population={population} /> : <Loading />}
            </Card>
            <MinuteCharts summary={summary} />
            <Card class="two-thirds" title="From placed to settled">
              <Funnel summary={summary} />
            </Card>
            <Card
              class="third"
              title="Stock that runs low"
              aside={<span class="soft">{summary.lowStock.atMost} or fewer</span>}
            >
              <LowStock products={summary.lowStock.products} />
            </Card>
            <Card class="wide" title="Services">
              {services ? <ServicesTable live={services} /> : <Loading />}
            </Card>
          </div>
        </div>
      )}
    </>
  );
};
