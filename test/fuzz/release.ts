import { messageId, streamId } from '../../contracts/ids.ts';
import { toWire } from '../../runtime/delivery/wire-message.ts';

export const orderId = '0b3c1a52-7f1e-4a57-9a53-1f4f6f1d2c11';
/** A release of stock, as the order service sends it. */
export const release = toWire(
  {
    id: messageId('order-1/1/0'),
    type: 'ReleaseStock',
    schemaVersion: 1,
    source: 'order',
    subject: streamId('order', orderId),
    subjectVersion: 1,
    time: '2026-01-01T00:00:00.000Z',
    correlationId: 'order-1',
    causationId: 'order-1',
    traceparent: '',
    data: { orderId },
  },
  'command',
);
