import type { Envelope } from '../../contracts/envelope.ts';
import { DeadLetterPage, RedriveBegun } from '../../contracts/http/dead-letter-http.ts';
import { messageId, streamId } from '../../contracts/ids.ts';
import { ReceiveStock } from '../../contracts/inventory-messages.ts';
import { inBinaryMode } from '../../runtime/broker/wire-content.ts';
import { systemClock } from '../../runtime/clock.ts';
import { keepDelivery } from '../../runtime/delivery/keep-undeliverable.ts';
import { toWire } from '../../runtime/delivery/wire-message.ts';
import { Poison } from '../../runtime/errors.ts';
import type { Database } from '../../runtime/store/database.ts';
import { giveUpOutgoing } from '../../runtime/store/give-up-outgoing.ts';
import { readAs, send } from './shop.ts';

/** What each planted message adds to the stock: no two of them can be taken for others. */
const incoming = [10, 200];
const outgoing = [3_000, 40_000];

/** What the stock of the product has gained when each of them has taken effect once. */
export const plantedPieces = [...incoming, ...outgoing].reduce((sum, quantity) => sum + quantity);

/**
 * Makes dead letters of goods received: two that inventory set aside, and two that the order service could not
 * publish. The broker would have to refuse them for what they are, which none that is declared does.
 */
export const plantDeadLetters = async (database: Database, sku: string): Promise<void> => {
  for (const quantity of incoming) {
    const message = goodsReceived(sku, quantity);
    const why = new Poison('test/set-aside', 'To be tried again');
    await keepDelivery(database, 'inventory', systemClock, toWire(message, 'command'), why);
  }
  for (const quantity of outgoing) {
    const message = goodsReceived(sku, quantity);
    const wire = inBinaryMode(toWire(message, 'command').content);
    const rest = { id: 0, messages: [] };
    await giveUpOutgoing(database, 'order', message, rest, wire, 'broker/unroutable', systemClock.now());
  }
};

const goodsReceived = (sku: string, quantity: number): Envelope => {
  const id = messageId(`planted/${sku}/${quantity}`);
  const subject = streamId('product', sku);
  return {
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
    data: { sku, quantity },
  };
};

const reason = 'the warehouse was right';

/** Redrives all dead letters of the services at `url`; resolves with how many they were. */
export const redriveAll = async (url: string): Promise<number> => {
  const answer = await send('POST', `${url}/dead-letters/redrive`, { all: true, reason });
  return (await readAs(RedriveBegun, answer, 202)).total;
};

/** Redrives the oldest dead letter of a service at `url`. */
export const redriveFirst = async (url: string, service: string): Promise<void> => {
  const { deadLetters } = await readAs(DeadLetterPage, await fetch(`${url}/dead-letters?service=${service}`));
  const id = deadLetters.at(-1)?.id;
  await readAs(RedriveBegun, await send('POST', `${url}/dead-letters/${id}/redrive`, { reason }), 202);
};
