import type { OrderView } from '../../../contracts/http/order-http.ts';
import { clock, count, money, spaced } from '../parts/words.ts';
import { Link } from '../router.tsx';

/** What an order is, as its service answers it. */
export const Facts = ({ view }: { view: OrderView }) => (
  <dl class="facts">
    <dt>Id</dt>
    <dd class="mono">{view.id}</dd>
    <dt>Customer</dt>
    <dd>
      <Link to={`orders?customerId=${encodeURIComponent(view.customerId)}`}>{view.customerId}</Link>
    </dd>
    <dt>Mail</dt>
    <dd>{view.email}</dd>
    {view.lines.map(({ sku, name, quantity, unitPrice }) => (
      <>
        <dt key={`${sku} name`}>{sku}</dt>
        <dd key={sku} class="number">
          {count(quantity)} × {name}, {money(unitPrice, view.currency)} each
        </dd>
      </>
    ))}
    <dt>Total</dt>
    <dd class="number">{money(view.total, view.currency)}</dd>
    <dt>Placed</dt>
    <dd class="number">{clock(view.placedAt)}</dd>
    <dt>Last moved</dt>
    <dd class="number">{clock(view.updatedAt)}</dd>
    {view.reason && (
      <>
        <dt>Reason</dt>
        <dd>{spaced(view.reason)}</dd>
      </>
    )}
    {view.note && (
      <>
        <dt>Note</dt>
        <dd>{view.note}</dd>
      </>
    )}
    {view.problem && (
      <>
        <dt>Problem</dt>
        <dd>{view.problem}</dd>
      </>
    )}
  </dl>
);
