import type { Gateway } from '../../actors/payment/gateway.ts';
import { Transient } from '../../runtime/errors.ts';

const unanswered = async (): Promise<never> => {
  throw new Transient('payment/gateway-unavailable', 'Nobody answers here');
};

/** A gateway that never answers, where nothing is to be asked of one. */
export const unreachableGateway: Gateway = {
  authorize: unanswered,
  capture: unanswered,
  void: unanswered,
  refund: unanswered,
};
