import { useState } from 'preact/hooks';
import { Head } from '../frame/head.tsx';
import { useLoaded } from '../load.ts';
import { readVersions } from '../machines/definitions.ts';
import { Empty, Failed, Loading } from '../parts/notice.tsx';
import { count, kebab, spaced } from '../parts/words.ts';
import { go, Link, usePlace } from '../router.tsx';
import { type Filter, filterOf, pathOf } from './filter.ts';
import { OrderRows } from './order-rows.tsx';
import { useOrderList } from './use-order-list.ts';

/** All orders: search, and a list that follows new ones. */
export const OrdersPage = () => {
  const filter = filterOf(usePlace().query);
  const [following, setFollowing] = useState(true);
  const list = useOrderList(filter, following);
  return (
    <>
      <Head title="Orders">
        {list.held > 0 && (
          <button type="button" class="button" onClick={() => setFollowing(true)}>
            {count(list.held)} new
          </button>
        )}
        <label class="tools">
          <input
            type="checkbox"
            checked={following}
            onChange={({ currentTarget }) => setFollowing(currentTarget.checked)}
          />
          Follow new ones
        </label>
        <Link to="place" class="button first">
          Place an order
        </Link>
      </Head>
      <Filters filter={filter} />
      <div class="list">
        <div class="list-head" aria-hidden="true">
          <span>Order</span>
          <span>Customer</span>
          <span>Status</span>
          <span class="number">Total</span>
          <span class="number">Placed</span>
          <span class="number">Version</span>
        </div>
        {list.rows.length > 0 ? (
          <OrderRows list={list} />
        ) : list.state === 'loading' ? (
          <Loading />
        ) : list.state === 'failed' ? (
          <Failed reason={list.reason} onAgain={list.reload} />
        ) : (
          <Empty title="No order matches">
            <span>New ones appear here by themselves.</span>
          </Empty>
        )}
        <p class="list-foot" role="status">
          <span class="number">
            {count(list.rows.length)} {list.complete ? 'orders' : 'read so far, more below'}
          </span>
          {list.rows.length > 0 && list.state === 'failed' ? (
            <span role="alert">
              What follows could not be read: {list.reason}{' '}
              <button type="button" class="plain" onClick={list.more}>
                Try again
              </button>
            </span>
          ) : (
            <span>newest first</span>
          )}
        </p>
      </div>
    </>
  );
};

const Filters = ({ filter }: { filter: Filter }) => {
  const versions = useLoaded(() => readVersions('order'), []);
  const states = [
    ...new Set((versions.value ?? []).flatMap(({ states = {} }) => Object.keys(states).map(kebab))),
  ];
  const set = (name: keyof Filter) => (event: { readonly currentTarget: { readonly value: string } }) =>
    go(pathOf({ ...filter, [name]: event.currentTarget.value.trim() }), true);
  return (
    <search class="filters">
      <label class="field grow">
        Order, from its beginning
        <input
          type="search"
          value={filter.id}
          pattern="[0-9a-f\-]{4,36}"
          onInput={set('id')}
          spellcheck={false}
        />
      </label>
      <label class="field grow">
        Customer
        <input type="search" value={filter.customerId} onInput={set('customerId')} spellcheck={false} />
      </label>
      <label class="field">
        Status
        <select value={filter.status} onChange={set('status')}>
          <option value="">any</option>
          {states.map((state) => (
            <option key={state} value={state}>
              {spaced(state)}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        Placed from
        <input type="datetime-local" value={filter.after} onChange={set('after')} />
      </label>
      <label class="field">
        Placed before
        <input type="datetime-local" value={filter.before} onChange={set('before')} />
      </label>
    </search>
  );
};
