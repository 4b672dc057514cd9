import { useMemo } from 'preact/hooks';
import type { AnalyticsSummary } from '../../../contracts/http/analytics-http.ts';
import { Card } from '../parts/card.tsx';
import { type Line, TimeChart } from '../parts/time-chart.tsx';
import { count, duration, money } from '../parts/words.ts';
import { byMinute, lastMinutes } from './minutes.ts';

const shown = 30;

/** What happened in each of the last minutes: orders, how long they took, money. */
export const MinuteCharts = ({ summary }: { summary: AnalyticsSummary }) => {
  const { times, orders, settling, takings } = useMemo(() => charts(summary), [summary]);
  const width = takings.length === 1 ? 'third' : '';
  return (
    <>
      <Card class={width} title="Orders a minute" aside={<span class="soft">last 30 minutes</span>}>
        <TimeChart
          label="Orders placed, confirmed and cancelled in each of the last 30 minutes"
          times={times}
          lines={orders}
          format={count}
        />
      </Card>
      <Card
        class={width}
        title="Time to settle"
        aside={<span class="soft">of {count(summary.settling.orders)} orders in 3 hours</span>}
      >
        <TimeChart
          label="Half, 95 % and 99 % of the orders that settled in a minute took no longer than this"
          times={times}
          lines={settling}
          format={duration}
        />
      </Card>
      {takings.map(({ currency, lines }) => (
        <Card key={currency} class={width} title={`Money a minute, ${currency}`}>
          <TimeChart
            label={`Revenue and refunds in ${currency} in each of the last 30 minutes`}
            times={times}
            lines={lines}
            format={(value) => money(value, currency)}
          />
        </Card>
      ))}
    </>
  );
};

const charts = (summary: AnalyticsSummary) => {
  const times = lastMinutes(Date.parse(summary.at), shown);
  const minute = byMinute(summary.minutes);
  const settled = byMinute(summary.settling.minutes);
  const orders: Line[] = [
    { name: 'placed', ink: 'accent', values: times.map((at) => minute(at)?.placed ?? 0) },
    { name: 'confirmed', ink: 'ok', values: times.map((at) => minute(at)?.confirmed ?? 0) },
    { name: 'cancelled', ink: 'warn', values: times.map((at) => minute(at)?.cancelled ?? 0) },
  ];
  const settling: Line[] = [
    { name: 'p50', ink: 'ok', values: times.map((at) => settled(at)?.p50Ms ?? null) },
    { name: 'p95', ink: 'accent', values: times.map((at) => settled(at)?.p95Ms ?? null) },
    { name: 'p99', ink: 'violet', values: times.map((at) => settled(at)?.p99Ms ?? null) },
  ];
  const takings = summary.money.map(({ currency }) => {
    const of = (at: number, what: 'revenue' | 'refunds') =>
      minute(at)?.money.find((each) => each.currency === currency)?.[what] ?? 0;
    return {
      currency,
      lines: [
        { name: 'revenue', ink: 'ok', values: times.map((at) => of(at, 'revenue')) },
        { name: 'refunds', ink: 'bad', values: times.map((at) => of(at, 'refunds')) },
      ],
    };
  });
  return { times, orders, settling, takings };
};
