import type * as inventory from '../../contracts/inventory-messages.ts';
import type { Fact } from '../../contracts/message-type.ts';
import type * as order from '../../contracts/order-messages.ts';
import type * as payment from '../../contracts/payment-messages.ts';
import type { PricedLine } from '../../contracts/values.ts';

/** What inventory may be holding for the order. What was requested is owed as much as what was granted. */
export type StockLedgerV1 = 'none' | 'requested' | 'reserved' | 'committed' | 'released' | 'shipped';

/** What may have been taken from the customer. */
export type PaymentLedgerV1 =
  | 'none'
  | 'requested'
  | 'authorized'
  | 'captureRequested'
  | 'captured'
  | 'voided'
  | 'refunded';

/** What keeps an order from being undone or shipped, so that a person must look. */
export type OrderProblemV1 =
  | 'release-unanswered'
  | 'release-rejected'
  | 'void-unanswered'
  | 'refund-unanswered'
  | 'refund-rejected'
  | 'shipment-unanswered'
  | 'shipment-rejected';

export interface OrderContextV1 {
  readonly orderId: string;
  readonly customerId: string;
  readonly email: string;
  readonly currency: string;
  readonly lines: PricedLine[];
  /** Minor units. */
  readonly total: number;
  readonly paymentToken: string;
  readonly stock: StockLedgerV1;
  readonly payment: PaymentLedgerV1;
  /** Why it is being cancelled; null while it is not. */
  readonly reason: order.CancellationReason | null;
  /** What the person who cancelled it wrote. */
  readonly note: string | null;
  readonly problem: OrderProblemV1 | null;
  /** Where a person's resumption leads back to. */
  readonly pursuing: 'confirmation' | 'compensation' | 'fulfilment';
  /** How often each of them was asked since the pursuit began or was resumed. */
  readonly attempts: Readonly<Record<'release' | 'void' | 'refund' | 'shipment', number>>;
}

export type OrderFactV1 =
  | Fact<typeof order.OrderPlaced>
  | Fact<typeof order.CancellationRequested>
  | Fact<typeof order.FulfilmentRequested>
  | Fact<typeof order.ResumptionRequested>
  | Fact<typeof inventory.StockReserved>
  | Fact<typeof inventory.StockRejected>
  | Fact<typeof inventory.ReservationCommitted>
  | Fact<typeof inventory.ReservationCommitRejected>
  | Fact<typeof inventory.StockReleased>
  | Fact<typeof inventory.StockReleaseRejected>
  | Fact<typeof inventory.StockShipped>
  | Fact<typeof inventory.StockShipmentRejected>
  | Fact<typeof payment.PaymentAuthorized>
  | Fact<typeof payment.PaymentDeclined>
  | Fact<typeof payment.PaymentCaptured>
  | Fact<typeof payment.PaymentCaptureRejected>
  | Fact<typeof payment.PaymentVoided>
  | Fact<typeof payment.PaymentVoidRejected>
  | Fact<typeof payment.PaymentRefunded>
  | Fact<typeof payment.PaymentRefundRejected>
  | Fact<typeof payment.PaymentOutcomeUnknown>;

export type OrderEmittedV1 =
  // In the schema of its time.
  | Omit<Fact<typeof order.OrderPlaced>, 'shippingAddress' | 'channel' | 'prepaid'>
  | Fact<typeof order.OrderConfirmed>
  | Fact<typeof order.OrderCancelled>
  | Fact<typeof order.OrderRefunded>
  | Fact<typeof order.OrderFulfilled>
  | Fact<typeof order.OrderNeedsAttention>
  | Fact<typeof inventory.ReserveStock>
  | Fact<typeof inventory.CommitReservation>
  | Fact<typeof inventory.ReleaseStock>
  | Fact<typeof inventory.ShipStock>
  | Fact<typeof payment.AuthorizePayment>
  | Fact<typeof payment.CapturePayment>
  | Fact<typeof payment.VoidPayment>
  | Fact<typeof payment.RefundPayment>;

/** An order before `OrderPlaced`. */
export const unplacedOrderV1 = (orderId: string): OrderContextV1 => ({
  orderId,
  customerId: '',
  email: '',
  currency: '',
  lines: [],
  total: 0,
  paymentToken: '',
  stock: 'none',
  payment: 'none',
  reason: null,
  note: null,
  problem: null,
  pursuing: 'confirmation',
  attempts: { release: 0, void: 0, refund: 0, shipment: 0 },
});
