import type * as inventory from '../../contracts/inventory-messages.ts';
import type { Fact } from '../../contracts/message-type.ts';
import type * as order from '../../contracts/order-messages.ts';
import type * as payment from '../../contracts/payment-messages.ts';
import type { PricedLine } from '../../contracts/values.ts';

/** Where the goods may be. What was requested is owed as much as what was granted; what is lost comes back no more. */
export type StockLedgerV2 =
  | 'none'
  | 'requested'
  | 'reserved'
  | 'committed'
  | 'released'
  | 'shipped'
  | 'returned'
  | 'lost';

/** What may have been taken from the customer. */
export type PaymentLedgerV2 =
  | 'none'
  | 'requested'
  | 'authorized'
  | 'captureRequested'
  | 'captured'
  | 'voided'
  | 'refunded';

/** What keeps an order from going on, so that a person must look. */
export type OrderProblemV2 =
  | 'release-unanswered'
  | 'release-rejected'
  | 'void-unanswered'
  | 'refund-unanswered'
  | 'refund-rejected'
  | 'capture-unanswered'
  | 'shipment-unanswered'
  | 'shipment-rejected'
  | 'delivery-overdue'
  | 'restock-unanswered'
  | 'restock-rejected';

/** What is asked for again when nobody answers. */
export type AttemptV2 = 'release' | 'void' | 'refund' | 'capture' | 'shipment' | 'restock';

export interface OrderContextV2 {
  readonly orderId: string;
  readonly customerId: string;
  readonly email: string;
  readonly currency: string;
  readonly lines: PricedLine[];
  /** Minor units. */
  readonly total: number;
  readonly shippingAddress: Fact<typeof order.OrderPlaced>['shippingAddress'];
  readonly channel: Fact<typeof order.OrderPlaced>['channel'];
  /** Whether the money is taken when the order is confirmed, not when it is shipped. */
  readonly prepaid: boolean;
  readonly paymentToken: string;
  readonly stock: StockLedgerV2;
  readonly payment: PaymentLedgerV2;
  /** Why it is being cancelled; null while it is not. */
  readonly reason: order.CancellationReason | null;
  /** What the person who cancelled or returned it wrote. */
  readonly note: string | null;
  readonly problem: OrderProblemV2 | null;
  /** Where a person's resumption leads back to. */
  readonly pursuing: 'confirmation' | 'compensation' | 'shipment' | 'delivery' | 'return';
  /** How often each of them was asked since the pursuit began or was resumed. */
  readonly attempts: Readonly<Record<AttemptV2, number>>;
}

export type OrderFactV2 =
  | Fact<typeof order.OrderPlaced>
  | Fact<typeof order.CancellationRequested>
  | Fact<typeof order.DispatchRequested>
  | Fact<typeof order.DeliveryConfirmed>
  | Fact<typeof order.ReturnRequested>
  | Fact<typeof order.ResumptionRequested>
  | Fact<typeof inventory.StockReserved>
  | Fact<typeof inventory.StockRejected>
  | Fact<typeof inventory.ReservationCommitted>
  | Fact<typeof inventory.ReservationCommitRejected>
  | Fact<typeof inventory.StockReleased>
  | Fact<typeof inventory.StockReleaseRejected>
  | Fact<typeof inventory.StockShipped>
  | Fact<typeof inventory.StockShipmentRejected>
  | Fact<typeof inventory.StockReturned>
  | Fact<typeof inventory.StockReturnRejected>
  | Fact<typeof payment.PaymentAuthorized>
  | Fact<typeof payment.PaymentDeclined>
  | Fact<typeof payment.PaymentCaptured>
  | Fact<typeof payment.PaymentCaptureRejected>
  | Fact<typeof payment.PaymentVoided>
  | Fact<typeof payment.PaymentVoidRejected>
  | Fact<typeof payment.PaymentRefunded>
  | Fact<typeof payment.PaymentRefundRejected>
  | Fact<typeof payment.PaymentOutcomeUnknown>;

export type OrderEmittedV2 =
  | Fact<typeof order.OrderPlaced>
  | Fact<typeof order.OrderConfirmed>
  | Fact<typeof order.OrderCancelled>
  | Fact<typeof order.OrderRefunded>
  | Fact<typeof order.OrderShipped>
  | Fact<typeof order.OrderDelivered>
  | Fact<typeof order.OrderReturned>
  | Fact<typeof order.OrderCompleted>
  | Fact<typeof order.OrderResumed>
  | Fact<typeof order.OrderNeedsAttention>
  | Fact<typeof inventory.ReserveStock>
  | Fact<typeof inventory.CommitReservation>
  | Fact<typeof inventory.ReleaseStock>
  | Fact<typeof inventory.ShipStock>
  | Fact<typeof inventory.ReturnStock>
  | Fact<typeof payment.AuthorizePayment>
  | Fact<typeof payment.CapturePayment>
  | Fact<typeof payment.VoidPayment>
  | Fact<typeof payment.RefundPayment>;

/** Nothing was asked for yet. */
export const noAttemptsV2: OrderContextV2['attempts'] = {
  release: 0,
  void: 0,
  refund: 0,
  capture: 0,
  shipment: 0,
  restock: 0,
};

/** An order before `OrderPlaced`. */
export const unplacedOrderV2 = (orderId: string): OrderContextV2 => ({
  orderId,
  customerId: '',
  email: '',
  currency: '',
  lines: [],
  total: 0,
  shippingAddress: null,
  channel: 'unknown',
  prepaid: false,
  paymentToken: '',
  stock: 'none',
  payment: 'none',
  reason: null,
  note: null,
  problem: null,
  pursuing: 'confirmation',
  attempts: noAttemptsV2,
});
