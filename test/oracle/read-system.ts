import type { OrderContext } from '../../actors/order/order-view.ts';
import { type GatewayBookEntry, readGatewayBook } from '../../actors/payment/gateway-book.ts';
import type { MailContextV1 } from '../../machines/mail/mail-machine-v1.ts';
import type { PaymentContextV1 } from '../../machines/payment/payment-context-v1.ts';
import type { ReservationContextV1 } from '../../machines/reservation/reservation-machine-v1.ts';
import type { ReservationContextV2 } from '../../machines/reservation/reservation-machine-v2.ts';
import type { Database } from '../../runtime/store/database.ts';
import { type ActorReading, readActors } from './read-actors.ts';

/** What all services and the gateway hold of the orders, each by the id of its order. */
export interface SystemReading {
  readonly orders: ReadonlyMap<string, ActorReading<OrderContext>>;
  readonly reservations: ReadonlyMap<string, ActorReading<ReservationContextV1 | ReservationContextV2>>;
  readonly payments: ReadonlyMap<string, ActorReading<PaymentContextV1>>;
  readonly gateway: ReadonlyMap<string, GatewayBookEntry>;
  /** By `<kind>-<order id>`. */
  readonly mails: ReadonlyMap<string, ActorReading<MailContextV1>>;
}

/** Reads them one after another: what is compared must be at rest. `gateway`: its book, when it is kept elsewhere. */
export const readSystem = async (
  database: Database,
  gateway?: SystemReading['gateway'],
): Promise<SystemReading> => ({
  orders: await readActors<OrderContext>(database, 'order', 'order'),
  reservations: await readActors<ReservationContextV1 | ReservationContextV2>(
    database,
    'inventory',
    'reservation',
  ),
  payments: await readActors<PaymentContextV1>(database, 'payment', 'payment'),
  gateway: gateway ?? (await readGatewayBook(database)),
  mails: await readActors<MailContextV1>(database, 'notification', 'mail'),
});
