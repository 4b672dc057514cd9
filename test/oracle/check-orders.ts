import type { SystemReading } from './read-system.ts';

/** What reservation and payment must be when an order is settled. A missing actor counts as `unknown`. */
const agreement: Readonly<
  Record<string, { readonly reservation: readonly string[]; readonly payment: readonly string[] }>
> = {
  confirmed: { reservation: ['committed'], payment: ['captured'] },
  fulfilled: { reservation: ['shipped'], payment: ['captured'] },
  cancelled: {
    reservation: ['rejected', 'released', 'unknown'],
    payment: ['unknown', 'declined', 'voided', 'refunded'],
  },
};

/** Every order that a client was told of exists, is settled, and its participants agree with it. */
export const checkOrders = (
  { orders, reservations, payments }: SystemReading,
  placed: Iterable<string>,
): string[] => {
  const lost = [...placed].filter((id) => !orders.has(id)).map((id) => `order ${id} was placed and is lost`);
  const unsettled = [...orders.values()].flatMap(({ id, state }) => {
    const expected = agreement[state];
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
