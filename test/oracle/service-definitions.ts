import { analyticsService } from '../../actors/analytics/analytics-service.ts';
import { inventoryService } from '../../actors/inventory/inventory-service.ts';
import { notificationService } from '../../actors/notification/notification-service.ts';
import { orderService } from '../../actors/order/order-service.ts';
import { paymentService } from '../../actors/payment/payment-service.ts';
import type { ServiceDefinition } from '../../runtime/service.ts';

const refuse = async (): Promise<never> => {
  throw new Error('Who only reads charges nobody and sends no mail');
};

/** The five services as definitions: to replay their streams and to know who listens to what. Nothing is started. */
export const serviceDefinitions: readonly ServiceDefinition[] = [
  orderService(() => true),
  inventoryService(),
  paymentService({ authorize: refuse, capture: refuse, void: refuse, refund: refuse }),
  notificationService({ send: refuse, close: async () => {} }, 'nobody@localhost'),
  analyticsService(),
];
