import { randomUUID } from 'node:crypto';
import type { Envelope } from '../../contracts/envelope.ts';
import { messageId, streamId } from '../../contracts/ids.ts';
import { ReceiveStock } from '../../contracts/inventory-messages.ts';
import { systemClock } from '../../runtime/clock.ts';
import { keepDelivery } from '../../runtime/delivery/keep-undeliverable.ts';
import { toWire } from '../../runtime/delivery/wire-message.ts';
import { Poison } from '../../runtime/errors.ts';
import type { Database } from '../../runtime/store/database.ts';

/** Makes a dead letter of goods received whose number is no number, as inventory would. */
export const plantUnreadable = (database: Database, sku: string, quantity: string): Promise<void> =>
  plant(database, { sku, quantity }, new Poison('message/invalid-data', 'quantity must be integer'));

/** Makes dead letters of goods received that there is nothing wrong with. */
export const plantUnwanted = async (
  database: Database,
  sku: string,
  quantities: readonly number[],
): Promise<void> => {
  for (const quantity of quantities)
    await plant(database, { sku, quantity }, new Poison('test/set-aside', 'To be tried again'));
};

const plant = async (
  database: Database,
  data: { readonly sku: string; readonly quantity: unknown },
  why: Poison,
): Promise<void> => {
  const id = messageId(randomUUID());
  const subject = streamId('product', data.sku);
  const message: Envelope = {
    id,
    type: ReceiveStock.type,
    schemaVersion: ReceiveStock.schemaVersion,
    source: 'order',
    subject,
    subjectVersion: 0,
    time: new Date(systemClock.now()).toISOString(),
    correlationId: subject,
    causationId: id,
    traceparent: '',
    data,
  };
  await keepDelivery(database, 'inventory', systemClock, toWire(message, 'command'), why);
};
