import type { OrderSummary } from '../../../contracts/http/order-http.ts';

/** What the list is narrowed to; empty texts narrow nothing. */
export interface Filter {
  /** How the id begins. */
  readonly id: string;
  readonly customerId: string;
  readonly status: string;
  /** Times as the browser's fields write them, local: `2026-11-22T14:00`. */
  readonly after: string;
  readonly before: string;
}

const names = ['id', 'customerId', 'status', 'after', 'before'] as const;

/** Reads it from the address. */
export const filterOf = (query: URLSearchParams): Filter => ({
  id: query.get('id') ?? '',
  customerId: query.get('customerId') ?? '',
  status: query.get('status') ?? '',
  after: query.get('after') ?? '',
  before: query.get('before') ?? '',
});

/** Writes it into the address. */
export const pathOf = (filter: Filter): string => {
  const query = new URLSearchParams(names.flatMap((name) => (filter[name] ? [[name, filter[name]]] : [])));
  return `orders${query.size > 0 ? `?${query}` : ''}`;
};

const idBegins = /^[0-9a-f-]{4,36}$/;

/** The query of one page. */
export const pageQuery = (filter: Filter, limit: number, cursor: string | undefined): string => {
  const { id, customerId, status, after, before } = filter;
  const query = new URLSearchParams({ limit: String(limit) });
  if (idBegins.test(id)) query.set('id', id);
  if (customerId) query.set('customerId', customerId);
  if (status) query.set('status', status);
  if (after) query.set('placedAfter', new Date(after).toISOString());
  if (before) query.set('placedBefore', new Date(before).toISOString());
  if (cursor) query.set('cursor', cursor);
  return `/orders?${query}`;
};

/** Whether an order belongs to the list. */
export const passes = (filter: Filter, order: OrderSummary): boolean =>
  order.id.startsWith(filter.id) &&
  (!filter.customerId || order.customerId === filter.customerId) &&
  (!filter.status || order.status === filter.status) &&
  (!filter.after || Date.parse(order.placedAt) >= Date.parse(filter.after)) &&
  (!filter.before || Date.parse(order.placedAt) < Date.parse(filter.before));
