import { journeyEventsV1 } from '../../machines/journey/journey-machine-v1.ts';
import { journeyEventsV2 } from '../../machines/journey/journey-machine-v2.ts';
import { journeyEventsV3 } from '../../machines/journey/journey-machine-v3.ts';
import type { Ledger } from '../../proofs/ledger.ts';
import { facts, orderId, told } from '../support/order-facts.ts';

const { currency, lines, total } = told;
const product = { sku: 'MUG', name: 'Mug', price: 1_290, currency: 'EUR' };

/** A mail is handed over once, and what became of it is told once. */
export const mailLedger: Ledger = {
  input: { id: `confirmation-${orderId}` },
  facts: [
    { type: 'MailRequested', orderId, kind: 'confirmation', to: told.email, currency, total, lines },
    { type: 'MailDelivered', messageId: '<1@localhost>' },
    { type: 'MailUndeliverable', reason: 'no such mailbox' },
  ],
  accounts: [
    {
      name: 'mail',
      begins: 'unwritten',
      moves: [
        { on: { emits: 'SendMail' }, from: ['unwritten'], to: 'handed over' },
        { on: { takes: 'MailDelivered' }, from: ['handed over'], to: 'delivered' },
        { on: { takes: 'MailUndeliverable' }, from: ['handed over'], to: 'returned' },
        { on: { emits: 'NotificationSent' }, from: ['delivered'], to: 'told' },
        { on: { emits: 'NotificationFailed' }, from: ['returned'], to: 'told' },
      ],
      settledIn: { unsent: ['unwritten'], sent: ['told'], undelivered: ['told'] },
    },
  ],
  rests: ['sent', 'undelivered'],
  waits: {
    unsent: ['MailRequested'],
    // The attempts of an activity end in an outcome.
    sending: ['MailDelivered', 'MailUndeliverable'],
  },
};

const retold = (type: string) => ({
  name: `news of ${type}`,
  begins: 'none',
  moves: [
    { on: { takes: type }, from: ['none'], to: 'due' },
    { on: { emits: type }, from: ['due'], to: 'none' },
  ],
  settledIn: { unlisted: ['none'], listed: ['none'] },
});

/** Every change of the catalogue is told. */
export const productLedger: Ledger = {
  input: { id: 'MUG' },
  facts: [
    { type: 'ProductPriced', ...product },
    { type: 'StockReceived', sku: 'MUG', quantity: 5 },
  ],
  accounts: [retold('ProductPriced'), retold('StockReceived')],
  rests: ['listed'],
  waits: { unlisted: ['ProductPriced'] },
  // The sum of what came in decides nothing.
  decides: () => null,
};

/** A price owes nothing; the older of two is taken and changes nothing. */
export const priceLedger: Ledger = {
  input: { id: 'MUG' },
  facts: [1, 2, 3].map((sourceVersion) => ({ type: 'ProductPriced', ...product, sourceVersion })),
  accounts: [],
  rests: ['known'],
  waits: { unknown: ['ProductPriced'] },
};

const money = { orderId, amount: total, currency };
const level = { sku: 'MUG', received: 5, available: 5, reserved: 0, shipped: 0, revision: 1 };
/** What analytics hears with each event. */
const heard = {
  OrderPlaced: facts.placed,
  OrderConfirmed: told,
  OrderCancelled: { ...told, reason: 'out-of-stock' },
  OrderRefunded: told,
  OrderFulfilled: told,
  OrderShipped: { ...told, shippingAddress: null },
  OrderDelivered: told,
  OrderReturned: { ...told, note: 'too small' },
  OrderCompleted: told,
  OrderResumed: told,
  OrderNeedsAttention: { ...told, problem: 'release-unanswered' },
  PaymentCaptured: money,
  PaymentRefunded: money,
  StockLevelChanged: level,
  StockLevelsChanged: { levels: [level] },
};

const journeyLedgerOf = (
  events: typeof journeyEventsV1 | typeof journeyEventsV2 | typeof journeyEventsV3,
): Ledger => ({
  input: { id: `order-${orderId}` },
  facts: events.map(({ type }) => ({
    ...heard[type],
    type,
    occurredAt: '2026-01-01T00:00:00.000Z',
    sourceVersion: 1,
  })),
  accounts: [],
  rests: ['following'],
  decides: () => null,
});
/** A journey owes nothing. */
export const journeyLedger = journeyLedgerOf(journeyEventsV1);
export const journeyLedgerV2 = journeyLedgerOf(journeyEventsV2);
export const journeyLedgerV3 = journeyLedgerOf(journeyEventsV3);
