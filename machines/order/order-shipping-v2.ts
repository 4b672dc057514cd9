import { orderSetupV2 } from './order-setup-v2.ts';

const state = orderSetupV2.createStateConfig;

/** What comes after `confirmed`: the way of the goods to the customer, and back. */
export const orderShippingV2 = {
  capturingPayment: state({
    description: 'What was set aside is taken before anything leaves. A refusal cancels the order.',
    tags: ['settled'],
    entry: ['countCapture', 'captureRequested', 'requestCapture'],
    on: {
      PaymentCaptured: { target: 'shippingStock', actions: ['paymentCaptured', 'pursueShipment'] },
      PaymentCaptureRejected: {
        target: 'compensating',
        actions: ['captureRejected', 'cancelForFailedCapture'],
      },
    },
    after: {
      captureRetry: [
        { guard: 'mayCaptureAgain', target: 'capturingPayment', reenter: true },
        { target: 'needsAttention', actions: 'captureUnanswered' },
      ],
    },
  }),

  shippingStock: state({
    description: 'Inventory ships the committed goods.',
    tags: ['settled'],
    entry: ['countShipment', 'requestShipment'],
    on: {
      StockShipped: { target: 'shipped', actions: ['stockShipped', 'publishShipped'] },
      StockShipmentRejected: { target: 'needsAttention', actions: 'shipmentRejected' },
    },
    after: {
      shipmentRetry: [
        { guard: 'mayShipAgain', target: 'shippingStock', reenter: true },
        { target: 'needsAttention', actions: 'shipmentUnanswered' },
      ],
    },
  }),

  shipped: state({
    description: 'The parcel is on its way. One that does not arrive is brought before a person.',
    tags: ['settled'],
    entry: 'pursueDelivery',
    on: { DeliveryConfirmed: 'delivered' },
    after: { deliveryTimeout: { target: 'needsAttention', actions: 'deliveryOverdue' } },
  }),

  delivered: state({
    description: 'The customer has the goods, and may still send them back.',
    tags: ['settled'],
    entry: 'publishDelivered',
    on: { ReturnRequested: { target: 'returning', actions: 'recordReturn' } },
    after: { returnWindow: 'completed' },
  }),

  returning: state({
    description:
      'The goods came back: they are put into stock again and the money is paid back, side by side.',
    type: 'parallel',
    tags: ['settled'],
    entry: 'pursueReturn',
    onDone: 'returned',
    states: {
      stock: {
        initial: 'deciding',
        states: {
          deciding: { always: [{ guard: 'restockIsOwed', target: 'restocking' }, { target: 'restocked' }] },
          restocking: {
            entry: ['countRestock', 'requestRestock'],
            on: {
              StockReturned: { target: 'restocked', actions: 'stockReturned' },
              StockReturnRejected: { target: '#order.needsAttention', actions: 'restockRejected' },
            },
            after: {
              restockRetry: [
                { guard: 'mayRestockAgain', target: 'restocking', reenter: true },
                { target: '#order.needsAttention', actions: 'restockUnanswered' },
              ],
            },
          },
          restocked: { type: 'final' },
        },
      },
      payment: {
        initial: 'deciding',
        states: {
          deciding: { always: [{ guard: 'refundIsOwed', target: 'refunding' }, { target: 'refunded' }] },
          refunding: {
            entry: ['countRefund', 'requestRefund'],
            on: {
              PaymentRefunded: { target: 'refunded', actions: ['paymentRefunded', 'publishRefunded'] },
              PaymentRefundRejected: { target: '#order.needsAttention', actions: 'refundRejected' },
            },
            after: {
              refundRetry: [
                { guard: 'mayRefundAgain', target: 'refunding', reenter: true },
                { target: '#order.needsAttention', actions: 'refundUnanswered' },
              ],
            },
          },
          refunded: { type: 'final' },
        },
      },
    },
  }),

  returned: state({
    description: 'The goods are back in stock, the money is back with the customer.',
    type: 'final',
    tags: ['settled'],
    entry: 'publishReturned',
  }),

  completed: state({
    description: 'Paid, delivered, and no longer to be returned.',
    type: 'final',
    tags: ['settled'],
    entry: 'publishCompleted',
  }),
};
