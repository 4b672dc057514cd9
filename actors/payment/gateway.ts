/** What is to be reserved on the customer's means of payment. */
export interface AuthorizationRequest {
  /** Our name for the payment; every later operation names it again. */
  readonly payment: string;
  /** Minor units. */
  readonly amount: number;
  /** ISO 4217 code. */
  readonly currency: string;
  /** Stands for the means of payment; the gateway's own page gave it to the customer. */
  readonly token: string;
}

/** Names the payment that was authorized. */
export interface PaymentRequest {
  readonly payment: string;
}

/** The gateway's decision. It is final for its idempotency key. */
export type GatewayAnswer =
  | { readonly accepted: true; readonly reference: string }
  | { readonly accepted: false; readonly reason: string };

/**
 * The payment gateway.
 *
 * Every call is idempotent by its key: a key that was answered gets the same answer again and has no second
 * effect. Throws `Transient` when there is no answer (the operation may have taken effect or not, ask again
 * with the same key) and `Poison` when the key was used for another request.
 */
export interface Gateway {
  /** Reserves the amount. Refused after a void of the same payment, however late the call is. */
  authorize(
    request: AuthorizationRequest,
    idempotencyKey: string,
    signal: AbortSignal,
  ): Promise<GatewayAnswer>;
  /** Takes the whole authorized amount. */
  capture(request: PaymentRequest, idempotencyKey: string, signal: AbortSignal): Promise<GatewayAnswer>;
  /** Gives an authorization back; before any authorization it forbids one. Refused once captured. */
  void(request: PaymentRequest, idempotencyKey: string, signal: AbortSignal): Promise<GatewayAnswer>;
  /** Gives the whole captured amount back. */
  refund(request: PaymentRequest, idempotencyKey: string, signal: AbortSignal): Promise<GatewayAnswer>;
}
