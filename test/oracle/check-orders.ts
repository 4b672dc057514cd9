import type { OrderContext } from '../../actors/order/order-view.ts';
import { isPaidAtOnce } from './is-paid-at-once.ts';
import type { SystemReading } from './read-system.ts';

/** What reservation and payment must be when an order is settled. A missing actor counts as `unknown`. */
const agreement: Readonly<
  Record<string, { readonly reservation: readonly string[]; readonly payment: readonly string[] }>
> = {
  'confirmed, paid': { reservation: ['committed'], payment: ['captured'] },
  confirmed: { reservation: ['committed'], payment: ['authorized'] },
  fulfilled: { reservation: ['shipped'], payment: ['captured'] },
  shipped: { reservation: ['shipped'], payment: ['captured'] },
  delivered: { reservation: ['shipped'], payment: ['captured'] },
  completed: { reservation: ['shipped'], payment: ['captured'] },
  returned: { reservation: ['returned'], payment: ['refunded'] },
  'cancelled, lost': { reservation: ['shipped'], payment: ['refunded'] },
  cancelled: {
    reservation: ['rejected', 'released', 'unknown'],
    payment: ['unknown', 'declined', 'voided', 'refunded'],
  },
};

const endOf = (state: string, context: OrderContext): string => {
  if (state === 'confirmed' && isPaidAtOnce(context)) return 'confirmed, paid';
  return state === 'cancelled' && context.reason === 'lost-in-transit' ? 'cancelled, lost' : state;
};

/** Every order that a client was told of exists, is settled, and its participants agree with it. */
export const checkOrders = (
  { orders, reservations, payments }: SystemReading,
  placed: Iterable<string>,
): string[] => {
  const lost = [...placed].filter((id) => !orders.has(id)).map((id) => `order ${id} was placed and is lost`);
  const unsettled = [...orders.values()].flatMap(({ id, state, context }) => {
    const expected = agreement[endOf(state, context)];
    if (!expected) return [`order ${id} is not settled: it is ${state}`];
    const reservation = reservations.get(id)?.state ?? 'unknown';
    const payment = payments.get(id)?.state ?? 'unknown';
    return [
      ...(expected.reservation.includes(reservation)
        ? []
        : [`order ${id} is ${state}, its reservation is ${reservation}`]),
      ...(expected.payment.includes(payment) ? [] : [`order ${id} is ${state}, its payment is ${payment}`]),
    ];
  });
  const strays = [...reservations.keys(), ...payments.keys()]
    .filter((id) => !orders.has(id))
    .map((id) => `there is a reservation or a payment of ${id}, which is no order`);
  return [...lost, ...unsettled, ...strays];
};
