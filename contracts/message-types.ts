import * as inventory from './inventory-messages.ts';
import type { MessageType } from './message-type.ts';
import * as notification from './notification-messages.ts';
import * as order from './order-messages.ts';
import * as payment from './payment-messages.ts';

const isMessageType = (value: object): value is MessageType => 'upcasters' in value;

/** Every message type of the system by its wire name. */
export const messageTypes: ReadonlyMap<string, MessageType> = new Map(
  [order, inventory, payment, notification]
    .flatMap((module) => Object.values(module))
    .filter(isMessageType)
    .map((message) => [message.type, message]),
);
