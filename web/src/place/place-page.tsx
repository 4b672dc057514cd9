import { useState } from 'preact/hooks';
import type { Static } from 'typebox';
import type { ProductPage } from '../../../contracts/http/inventory-http.ts';
import { get } from '../api.ts';
import { Head } from '../frame/head.tsx';
import { useLoaded } from '../load.ts';
import { Card } from '../parts/card.tsx';
import { Empty, Show } from '../parts/notice.tsx';
import { count } from '../parts/words.ts';
import { Link } from '../router.tsx';
import { kinds } from './kinds.ts';
import { type Placing, placeOrders } from './place-orders.ts';

const mostAtOnce = 500;

/** A small form that makes the system move. */
export const PlacePage = () => {
  const products = useLoaded(() => get<Static<typeof ProductPage>>('inventory', '/products?limit=100'), []);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(['Paid', 'Prepaid', 'Declined', 'Slow']));
  const [number, setNumber] = useState(20);
  const [customer, setCustomer] = useState('ada');
  const [sku, setSku] = useState('');
  const [placing, setPlacing] = useState<Placing>();
  const busy = placing !== undefined && placing.done < placing.total;
  return (
    <>
      <Head title="Place an order" />
      <Card title="What to order" class="form-card">
        <Show of={products}>
          {({ products: known }) =>
            known.length === 0 ? (
              <Empty title="The catalogue is empty">
                <span>PUT /products/&#123;sku&#125; lists a product, POST …/stock puts it in stock.</span>
              </Empty>
            ) : (
              <form
                class="stack"
                onSubmit={(event) => {
                  event.preventDefault();
                  const offered = known.filter((product) => sku === '' || product.sku === sku);
                  const wanted = kinds.filter(({ name }) => chosen.has(name));
                  void placeOrders({ number, customer, kinds: wanted, products: offered }, setPlacing);
                }}
              >
                <div class="filters">
                  <label class="field">
                    How many
                    <input
                      type="number"
                      min={1}
                      max={mostAtOnce}
                      required
                      value={number}
                      onInput={({ currentTarget }) => setNumber(currentTarget.valueAsNumber || 0)}
                    />
                  </label>
                  <label class="field">
                    Customer
                    <input
                      required
                      maxLength={128}
                      value={customer}
                      onInput={({ currentTarget }) => setCustomer(currentTarget.value)}
                    />
                  </label>
                  <label class="field">
                    Product
                    <select value={sku} onChange={({ currentTarget }) => setSku(currentTarget.value)}>
                      <option value="">any</option>
                      {known.map((product) => (
                        <option key={product.sku} value={product.sku}>
                          {product.name} ({count(product.available)} left)
                        </option>
                      ))}
                    </select>
                  </label>
                </div>
                <fieldset class="kinds">
                  <legend class="soft">Of which kinds, in turn</legend>
                  {kinds.map(({ name, tells }) => (
                    <label key={name} class="kind">
                      <input
                        type="checkbox"
                        checked={chosen.has(name)}
                        onChange={({ currentTarget }) => {
                          const next = new Set(chosen);
                          if (currentTarget.checked) next.add(name);
                          else next.delete(name);
                          setChosen(next);
                        }}
                      />
                      <span>
                        {name}
                        <span class="soft"> {tells}</span>
                      </span>
                    </label>
                  ))}
                </fieldset>
                <div class="tools">
                  <button type="submit" class="button first" disabled={busy || chosen.size === 0}>
                    {busy ? 'Placing…' : number === 1 ? 'Place the order' : 'Place the orders'}
                  </button>
                </div>
                <Outcome placing={placing} />
              </form>
            )
          }
        </Show>
      </Card>
    </>
  );
};

const Outcome = ({ placing }: { placing: Placing | undefined }) => (
  <div class="stack" aria-live="polite">
    {placing && (
      <>
        <progress value={placing.done} max={placing.total} aria-label="Orders placed" />
        {placing.placed > 0 && (
          <p class="told">
            {count(placing.placed)} of {count(placing.total)} placed.{' '}
            {placing.last !== undefined && <Link to={`orders/${placing.last}`}>See the last one move</Link>}{' '}
            or <Link to="orders">all of them</Link>.
          </p>
        )}
        {placing.refused !== undefined && <p class="told bad">{placing.refused}</p>}
      </>
    )}
  </div>
);
