import type { AnalyticsSummary } from '../../../contracts/http/analytics-http.ts';
import { Empty } from '../parts/notice.tsx';
import { count, kebab, spaced, toneOf } from '../parts/words.ts';
import { Link } from '../router.tsx';

/** From all orders that were placed to what became of them; where they dropped out, with the reason. */
export const Funnel = ({ summary }: { summary: AnalyticsSummary }) => {
  const { placed: open, cancelled, needsAttention, confirmed, ...beyond } = summary.orders;
  // Whatever became of it later, it was confirmed before.
  const kept = Object.values(beyond).reduce((sum, orders) => sum + orders, confirmed);
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
      <Bar name="cancelled" orders={cancelled} all={all} tone="out" />
      {reasons.map(({ reason, orders }) => (
        <Bar key={reason} name={spaced(reason)} orders={orders} all={all} tone="out" inner />
      ))}
      <Bar name="needs attention" orders={needsAttention} all={all} tone="bad" />
      <Bar name="confirmed" orders={kept} all={all} tone="ok" />
      {Object.entries(beyond).map(([status, orders]) => (
        <Bar
          key={status}
          name={spaced(status)}
          orders={orders}
          all={all}
          tone={toneOf(kebab(status))}
          inner
        />
      ))}
    </ol>
  );
};

const Bar = ({
  name,
  orders,
  all,
  tone = '',
  inner = false,
}: {
  name: string;
  orders: number;
  all: number;
  tone?: string;
  /** Part of the one above. */
  inner?: boolean;
}) => (
  <li class={`${tone} ${inner ? 'inner' : ''}`}>
    <span>{name}</span>
    <span class="bar">
      {orders > 0 && <span class="fill" style={{ display: 'block', width: `${(100 * orders) / all}%` }} />}
    </span>
    <span class="number">
      {count(orders)} <span class="soft">{Math.round((100 * orders) / all)} %</span>
    </span>
  </li>
);
