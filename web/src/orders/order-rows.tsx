import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { OrderSummary } from '../../../contracts/http/order-http.ts';
import { Pill } from '../parts/pill.tsx';
import { clock, count, money, short } from '../parts/words.ts';
import { Link } from '../router.tsx';
import type { OrderList } from './use-order-list.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

const narrow = matchMedia('(max-width: 760px)');
/** The heights that the style gives a row. */
const heightOfRow = () => (narrow.matches ? 60 : 40);
/** The next page is read when so few rows are left below. */
const ahead = 120;

/** The rows of the list: only those that are to be seen are in the page, so that 100,000 scroll like 100. */
export const OrderRows = ({ list }: { list: OrderList }) => {
  const box = useRef<HTMLDivElement>(null);
  const [rowHeight, setRowHeight] = useState(heightOfRow());
  useEffect(() => {
    const measure = () => setRowHeight(heightOfRow());
    narrow.addEventListener('change', measure);
    return () => narrow.removeEventListener('change', measure);
  }, []);
  const { items, height } = useVirtualRows(box, list.rows.length, rowHeight);
  useStandStill(box, list.rows, rowHeight);
  const lastSeen = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (!list.complete && lastSeen > list.rows.length - ahead) list.more();
  }, [lastSeen, list.rows.length, list.complete]);

  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached with the keyboard
    <div class="rows" ref={box} tabIndex={0}>
      <ul class="rows-inner" aria-label="Orders, newest first" style={{ height: `${height}px` }}>
        {items.map(({ index, start }) => {
          const row = list.rows[index];
          return (
            row && <Row key={row.id} order={list.present(row)} top={start} isNew={list.fresh.has(row.id)} />
          );
        })}
      </ul>
    </div>
  );
};

const Row = ({ order, top, isNew }: { order: OrderSummary; top: number; isNew: boolean }) => (
  <li class="row-place" style={{ transform: `translateY(${top}px)` }}>
    <Link to={`orders/${order.id}`} class={`row ${isNew ? 'new' : ''}`}>
      <span class="id mono">{short(order.id)}</span>
      <span>{order.customerId}</span>
      <span>
        <Pill state={order.status} />
      </span>
      <span class="number">{money(order.total, order.currency)}</span>
      <span class="number placed">{clock(order.placedAt)}</span>
      <span class="number version">{count(order.version)}</span>
    </Link>
  </li>
);

/** What is put in front must not move what is being read: whoever has scrolled down stays where they are. */
const useStandStill = (
  box: { readonly current: HTMLDivElement | null },
  rows: readonly OrderSummary[],
  rowHeight: number,
): void => {
  const first = useRef<string | undefined>(undefined);
  useLayoutEffect(() => {
    const before = first.current;
    first.current = rows[0]?.id;
    const element = box.current;
    if (!element || before === undefined || before === first.current || element.scrollTop < rowHeight) return;
    const added = rows.findIndex(({ id }) => id === before);
    if (added > 0) element.scrollTop += added * rowHeight;
  }, [rows]);
};
