import type { AnalyticsSummary } from '../../../contracts/http/analytics-http.ts';
import { Empty } from '../parts/notice.tsx';
import { count, kebab, spaced, toneOf } from '../parts/words.ts';
import { Link } from '../router.tsx';

/** From all orders that were placed to what became of them; where they dropped out, with the reason. */
export const Funnel = ({ summary }: { summary: AnalyticsSummary }) => {
  const { placed: open, cancelled, ...reached } = summary.orders;
  const all = Object.values(summary.orders).reduce((sum, orders) => sum + orders, 0);
  if (all === 0)
    return (
      <Empty title="No order yet">
        <Link to="place">Place the first one</Link>
      </Empty>
    );
  const reasons = summary.cancellations.toSorted((one, other) => other.orders - one.orders);
  return (
    <ol class="funnel">
      <Bar name="placed" orders={all} all={all} />
      <Bar name="under way" orders={open} all={all} />
      {reasons.map(({ reason, orders }) => (
        <Bar key={reason} name={spaced(reason)} orders={orders} all={all} tone="out" />
      ))}
      <Bar name="cancelled" orders={cancelled} all={all} tone="out" />
      {Object.entries(reached).map(([status, orders]) => (
        <Bar key={status} name={spaced(status)} orders={orders} all={all} tone={toneOf(kebab(status))} />
      ))}
    </ol>
  );
};

const Bar = ({
  name,
  orders,
  all,
  tone = '',
}: {
  name: string;
  orders: number;
  all: number;
  tone?: string;
}) => (
  <li class={tone}>
    <span>{name}</span>
    <span class="bar">
      {orders > 0 && <span class="fill" style={{ display: 'block', width: `${(100 * orders) / all}%` }} />}
    </span>
    <span class="number">
      {count(orders)} <span class="soft">{Math.round((100 * orders) / all)} %</span>
    </span>
  </li>
);
