import type { Account, Ledger, Move } from '../../proofs/ledger.ts';
import { orderId } from '../support/order-facts.ts';
import { paymentFacts } from '../support/payment-facts.ts';

const atRest = [
  'unknown',
  'authorizationUnclear',
  'authorized',
  'declined',
  'captureUnclear',
  'captured',
  'voidUnclear',
  'voided',
  'refundUnclear',
  'refunded',
];
const inEach = (states: readonly string[], phases: readonly string[]) =>
  Object.fromEntries(states.map((state) => [state, phases]));

/** What the gateway may be holding or have taken. */
const money: Account = {
  name: 'money',
  begins: 'nothing',
  moves: [
    { on: { emits: 'AuthorizeCharge' }, from: ['nothing', 'asked'], to: 'asked' },
    { on: { takes: 'ChargeAuthorized' }, from: ['asked'], to: 'aside' },
    { on: { takes: 'ChargeDeclined' }, from: ['asked'], to: 'declined' },
    { on: { emits: 'CaptureCharge' }, from: ['aside', 'capturing'], to: 'capturing' },
    { on: { takes: 'ChargeCaptured' }, from: ['capturing'], to: 'taken' },
    { on: { takes: 'ChargeCaptureRefused' }, from: ['capturing'], to: 'aside' },
    { on: { emits: 'VoidCharge' }, from: ['asked', 'aside', 'capturing', 'voiding'], to: 'voiding' },
    { on: { takes: 'ChargeVoided' }, from: ['voiding'], to: 'free' },
    { on: { takes: 'ChargeVoidRefused' }, from: ['voiding'], to: 'taken' },
    { on: { emits: 'RefundCharge' }, from: ['taken', 'refunding'], to: 'refunding' },
    { on: { takes: 'ChargeRefunded' }, from: ['refunding'], to: 'returned' },
    { on: { takes: 'ChargeRefundRefused' }, from: ['refunding'], to: 'taken' },
  ],
  settledIn: {
    unknown: ['nothing'],
    authorized: ['aside'],
    declined: ['declined'],
    captured: ['taken'],
    voided: ['nothing', 'free'],
    refunded: ['returned'],
  },
};

/** What a payment says must be so. */
const honesty: Account = {
  name: 'word',
  begins: 'free',
  moves: [
    { on: { takes: 'ChargeAuthorized' }, from: ['free'], to: 'aside' },
    // A request that is repeated late is told what was answered then.
    { on: { emits: 'PaymentAuthorized' }, from: ['aside', 'taken', 'returned'], to: 'as it was' },
    { on: { takes: 'ChargeCaptured' }, from: ['aside'], to: 'taken' },
    { on: { takes: 'ChargeVoidRefused' }, from: ['free', 'aside'], to: 'taken' },
    { on: { emits: 'PaymentCaptured' }, from: ['taken'], to: 'as it was' },
    { on: { emits: 'PaymentVoidRejected' }, from: ['taken', 'returned'], to: 'as it was' },
    { on: { takes: 'ChargeVoided' }, from: ['free', 'aside'], to: 'free' },
    { on: { emits: 'PaymentVoided' }, from: ['free'], to: 'as it was' },
    { on: { takes: 'ChargeRefunded' }, from: ['taken'], to: 'returned' },
    { on: { emits: 'PaymentRefunded' }, from: ['returned'], to: 'as it was' },
  ].flatMap((move): Move[] =>
    move.to === 'as it was' ? move.from.map((phase) => ({ ...move, from: [phase], to: phase })) : [move],
  ),
  settledIn: {},
};

/** Whoever asks is answered; who asks for a void no longer waits for what came before. */
const answer = (
  operation: string,
  request: string,
  answers: readonly string[],
  supersededBy: readonly string[],
): Account => ({
  name: `answer to ${request}`,
  begins: 'given',
  moves: [
    { on: { takes: request }, from: ['given', 'owed'], to: 'owed' },
    ...answers.map((type): Move => ({ on: { emits: type }, from: ['given', 'owed'], to: 'given' })),
    {
      on: { emits: 'PaymentOutcomeUnknown', with: { operation } },
      from: ['given', 'owed'],
      to: 'given',
    },
    ...supersededBy.map((type): Move => ({ on: { takes: type }, from: ['given', 'owed'], to: 'given' })),
  ],
  settledIn: inEach(atRest, ['given']),
});

/** What a payment owes its order and the customer. */
export const paymentLedger: Ledger = {
  input: { id: orderId },
  facts: Object.values(paymentFacts),
  accounts: [
    money,
    honesty,
    answer(
      'authorize',
      'AuthorizationRequested',
      ['PaymentAuthorized', 'PaymentDeclined'],
      ['VoidRequested'],
    ),
    answer('capture', 'CaptureRequested', ['PaymentCaptured', 'PaymentCaptureRejected'], ['VoidRequested']),
    answer('void', 'VoidRequested', ['PaymentVoided', 'PaymentVoidRejected'], []),
    answer('refund', 'RefundRequested', ['PaymentRefunded', 'PaymentRefundRejected'], []),
  ],
  always: ['AuthorizationRequested', 'CaptureRequested', 'VoidRequested', 'RefundRequested'],
  rests: ['declined', 'captured', 'voided', 'refunded'],
  waits: {
    // For the order, whose own timers see to it that it asks again or for the opposite.
    unknown: ['AuthorizationRequested', 'VoidRequested'],
    authorized: ['CaptureRequested', 'VoidRequested'],
    authorizationUnclear: ['AuthorizationRequested', 'VoidRequested'],
    captureUnclear: ['CaptureRequested', 'VoidRequested'],
    voidUnclear: ['VoidRequested'],
    refundUnclear: ['RefundRequested'],
    // For the gateway: the attempts of an activity end in an outcome, or in the fact that there is none.
    authorizing: ['ChargeAuthorized', 'ChargeDeclined', 'GatewayUnavailable'],
    capturing: ['ChargeCaptured', 'ChargeCaptureRefused', 'GatewayUnavailable'],
    voiding: ['ChargeVoided', 'ChargeVoidRefused', 'GatewayUnavailable'],
    refunding: ['ChargeRefunded', 'ChargeRefundRefused', 'GatewayUnavailable'],
  },
  // A business attempt only makes keys differ.
  decides: () => null,
};
