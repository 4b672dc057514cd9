import type { Order, Reason } from './order.ts';

/** The steps as a peer runs them: each is durable before the next one begins. */
export interface DurableSteps {
  reserve(order: Order): Promise<boolean>;
  authorize(order: Order): Promise<boolean>;
  /** Side by side. */
  commitAndCapture(id: string): Promise<void>;
  confirm(id: string): Promise<boolean>;
  release(id: string): Promise<void>;
  giveBack(id: string): Promise<void>;
  cancel(id: string, reason: Reason): Promise<void>;
  sendMail(order: Order, kind: 'confirmation' | 'cancellation'): Promise<void>;
}

/**
 * Reserve, authorize, commit and capture, confirm, tell the customer; undo when a step fails or the customer has
 * cancelled. That is seen at the confirmation, where it costs nothing.
 */
export const runSaga = async (steps: DurableSteps, order: Order): Promise<void> => {
  const end = async (reason: Reason): Promise<void> => {
    await steps.cancel(order.id, reason);
    await steps.sendMail(order, 'cancellation');
  };
  if (!(await steps.reserve(order))) return end('out-of-stock');
  if (!(await steps.authorize(order))) {
    await steps.release(order.id);
    return end('payment-declined');
  }
  await steps.commitAndCapture(order.id);
  if (await steps.confirm(order.id)) return steps.sendMail(order, 'confirmation');
  await steps.release(order.id);
  await steps.giveBack(order.id);
  return end('cancelled-by-customer');
};
