import { setup } from 'xstate';
import type { Fact } from '../../contracts/message-type.ts';
import type * as payment from '../../contracts/payment-messages.ts';

export interface PaymentContextV1 {
  readonly orderId: string;
  /** Minor units. */
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
  /** What the gateway calls the charge; null until it has said so. */
  readonly reference: string | null;
  /** Why the gateway declined; null unless it did. */
  readonly declineReason: string | null;
  /**
   * The business attempt of each operation, from 1. It grows only after a definite refusal: what is asked
   * again after an unknown outcome must bear the same key, or it might be done twice.
   */
  readonly attempts: Readonly<Record<payment.GatewayOperation, number>>;
}

export type PaymentFactV1 =
  | Fact<typeof payment.AuthorizationRequested>
  | Fact<typeof payment.CaptureRequested>
  | Fact<typeof payment.VoidRequested>
  | Fact<typeof payment.RefundRequested>
  | Fact<typeof payment.ChargeAuthorized>
  | Fact<typeof payment.ChargeDeclined>
  | Fact<typeof payment.ChargeCaptured>
  | Fact<typeof payment.ChargeCaptureRefused>
  | Fact<typeof payment.ChargeVoided>
  | Fact<typeof payment.ChargeVoidRefused>
  | Fact<typeof payment.ChargeRefunded>
  | Fact<typeof payment.ChargeRefundRefused>
  | Fact<typeof payment.GatewayUnavailable>;

/** What the machine asks of the gateway: an activity, run after the commit. */
export interface ChargeRequestV1 {
  readonly type: 'AuthorizeCharge' | 'CaptureCharge' | 'VoidCharge' | 'RefundCharge';
  readonly orderId: string;
  readonly amount: number;
  readonly currency: string;
  readonly token: string;
  readonly attempt: number;
}

export type PaymentEmittedV1 =
  | ChargeRequestV1
  // In the schema of its time.
  | {
      readonly type: 'PaymentAuthorized';
      readonly orderId: string;
      readonly amount: number;
      readonly currency: string;
    }
  | Fact<typeof payment.PaymentDeclined>
  | Fact<typeof payment.PaymentCaptured>
  | Fact<typeof payment.PaymentCaptureRejected>
  | Fact<typeof payment.PaymentVoided>
  | Fact<typeof payment.PaymentVoidRejected>
  | Fact<typeof payment.PaymentRefunded>
  | Fact<typeof payment.PaymentRefundRejected>
  | Fact<typeof payment.PaymentOutcomeUnknown>;

/** A payment that nobody has asked for. */
export const unknownPaymentV1 = (orderId: string): PaymentContextV1 => ({
  orderId,
  amount: 0,
  currency: '',
  token: '',
  reference: null,
  declineReason: null,
  attempts: { authorize: 1, capture: 1, void: 1, refund: 1 },
});

/** The types that the payment's actions and its definition share. */
export const paymentTypesV1 = setup({
  types: {} as {
    context: PaymentContextV1;
    events: PaymentFactV1;
    emitted: PaymentEmittedV1;
    input: { readonly id: string };
    tags: 'settled';
  },
});
