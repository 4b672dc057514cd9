import type { GatewayBookEntry } from '../../actors/payment/gateway-book.ts';
import type { Database } from '../../runtime/store/database.ts';
import { checkDeliveries } from './check-deliveries.ts';
import { checkFigures } from './check-figures.ts';
import { checkMails, type DeliveredMail } from './check-mails.ts';
import { checkMoney } from './check-money.ts';
import { checkOrders } from './check-orders.ts';
import { checkReadModels } from './check-read-models.ts';
import { checkReplay } from './check-replay.ts';
import { checkRest } from './check-rest.ts';
import { checkStock } from './check-stock.ts';
import { readSystem } from './read-system.ts';

/** What is known from outside of the system. */
export interface OracleEvidence {
  /** Ids of the orders that a client was given a 201 for. */
  readonly placed: Iterable<string>;
  /** Mails as they left the system, when somebody kept them. */
  readonly delivered?: readonly DeliveredMail[];
  /** Addresses that the mail server refuses for good. */
  readonly refused?: ReadonlySet<string>;
  /** The book of the payment gateway by order; that of the simulator in the database when it is not given. */
  readonly gateway?: ReadonlyMap<string, GatewayBookEntry>;
  /** Streams that are older were replayed before, in milliseconds since the epoch. */
  readonly changedSince?: number;
}

/**
 * Holds stock, money, mails, statuses, read models and figures of all services against each other. Everything must
 * be at rest. Returns what is wrong, one readable line each: nothing when all is well.
 */
export const checkOracle = async (database: Database, evidence: OracleEvidence): Promise<string[]> => [
  ...(await checkAgreement(database, evidence)),
  ...(await checkReplay(database, evidence.changedSince)),
];

/** All of the oracle but the replay, which costs ten times as much as the rest. */
export const checkAgreement = async (
  database: Database,
  { placed, delivered, refused, gateway }: OracleEvidence,
): Promise<string[]> => {
  const system = await readSystem(database, gateway);
  return [
    ...checkOrders(system, placed),
    ...checkMoney(system),
    ...checkMails(system, delivered, refused),
    ...(await checkStock(database)),
    ...(await checkReadModels(database, system)),
    ...(await checkFigures(database, system)),
    ...(await checkRest(database)),
    ...(await checkDeliveries(database)),
  ];
};
