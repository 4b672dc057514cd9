import { useCallback, useEffect, useReducer, useRef } from 'preact/hooks';
import type { OrderSummary } from '../../../contracts/http/order-http.ts';
import { at, get, reasonOf } from '../api.ts';
import { missed, useLive } from '../live.ts';
import { type Filter, pageQuery, passes } from './filter.ts';

/** The list as far as it was read, newest first. */
export interface OrderList {
  readonly rows: readonly OrderSummary[];
  /** Ids of rows that came while it was shown. */
  readonly fresh: ReadonlySet<string>;
  /** How many came while nobody followed. */
  readonly held: number;
  readonly state: 'loading' | 'ready' | 'failed';
  readonly reason: string;
  readonly complete: boolean;
  /** The row as it is now. */
  present(row: OrderSummary): OrderSummary;
  /** Reads the next page, unless it is being read. */
  more(): void;
  reload(): void;
}

interface Page {
  readonly orders: readonly OrderSummary[];
  readonly next?: string;
}

interface Kept {
  rows: readonly OrderSummary[];
  /** Rows that changed since they were read: cheaper than looking for their place among 100,000. */
  readonly latest: Map<string, OrderSummary>;
  readonly known: Set<string>;
  readonly fresh: Set<string>;
  waiting: OrderSummary[];
  next: string | undefined;
  state: OrderList['state'];
  reason: string;
  reading: boolean;
}

const pageSize = 200;
/** A stream that tells of so many at once may have left some out. */
const mostTold = 1_000;
const nothing = (): Kept => ({
  rows: [],
  latest: new Map(),
  known: new Set(),
  fresh: new Set(),
  waiting: [],
  next: undefined,
  state: 'loading',
  reason: '',
  reading: false,
});

/** Reads orders page by page and keeps what was read up to date; `following`: new ones are put in front. */
export const useOrderList = (filter: Filter, following: boolean): OrderList => {
  const [, draw] = useReducer((count: number) => count + 1, 0);
  const [round, reload] = useReducer((count: number) => count + 1, 0);
  const name = `${JSON.stringify(filter)}${round}`;
  const kept = useRef({ name, list: nothing() });
  if (kept.current.name !== name) kept.current = { name, list: nothing() };
  const { list } = kept.current;

  const more = useCallback(async () => {
    const present = kept.current.list;
    if (present.reading || (present.state === 'ready' && present.next === undefined)) return;
    present.reading = true;
    try {
      const { orders, next } = await get<Page>('order', pageQuery(filter, pageSize, present.next));
      const added = orders.filter(({ id }) => !present.known.has(id));
      for (const { id } of added) present.known.add(id);
      present.rows = [...present.rows, ...added];
      present.next = next;
      present.state = 'ready';
    } catch (error) {
      present.state = 'failed';
      present.reason = reasonOf(error);
    }
    present.reading = false;
    if (present === kept.current.list) draw(undefined);
  }, [name]);
  useEffect(() => void more(), [more]);

  useLive(at('order', '/orders/stream'), (event, data) => {
    if (event === missed) return reload(undefined);
    const changed: readonly OrderSummary[] = Array.isArray(data) ? data : [];
    if (changed.length === 0) return;
    if (changed.length >= mostTold) return reload(undefined);
    const present = kept.current.list;
    for (const order of changed) {
      if (present.known.has(order.id)) present.latest.set(order.id, order);
      else if (passes(filter, order) && isNewer(order, present.rows[0])) {
        present.known.add(order.id);
        present.waiting.push(order);
      }
    }
    draw(undefined);
  });
  if (following && list.waiting.length > 0) {
    list.rows = [...list.waiting.toSorted((one, other) => (isNewer(one, other) ? -1 : 1)), ...list.rows];
    for (const { id } of list.waiting) list.fresh.add(id);
    list.waiting = [];
  }

  return {
    rows: list.rows,
    fresh: list.fresh,
    held: list.waiting.length,
    state: list.state,
    reason: list.reason,
    complete: list.state === 'ready' && list.next === undefined,
    present: (row) => list.latest.get(row.id) ?? row,
    more: () => void more(),
    reload: () => reload(undefined),
  };
};

const isNewer = (order: OrderSummary, than: OrderSummary | undefined): boolean =>
  than === undefined || order.placedAt >= than.placedAt;
